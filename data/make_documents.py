"""Writes the sample operator's packing list, altitude guide and fitness page.

Run it as ``python data/make_documents.py``; the same text gives the same bytes.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

GUIDES = Path(__file__).parent / "documents" / "guides"
COMPANY = "Saffron Ridge Treks"
WRITTEN = datetime(2026, 10, 1, 9, 0)
Rows = list[list[str]]

# The texts use a small notation: "# " title, "## " and "### " headings, "- " bullets,
# "@name" a table from TABLES, and any other line is a paragraph.

PACKING = """\
# Packing list
Valid from: 2026-10-01
This list fits all our treks. Snow treks, summer treks and treks in Nepal need a few things more \
or less, which are named below. Weigh your bag at home: 8 to 10 kg without water is right for \
most people, and offloaded bags may weigh up to 10 kg.
## How to dress
Several thin layers keep you warmer than one thick one, because you can open or remove them \
before you sweat. Avoid cotton next to the skin: it stays wet and cools you down.
@layers
Temperatures mean what you feel while walking slowly in light wind. In strong wind, choose the \
next colder row. At rest, always add the down jacket.
## Clothes
- Two base layers for the upper body, one for the legs (two on snow treks)
- Two quick-drying walking shirts with long sleeves, against sun and scratches
- Two pairs of walking trousers, no jeans
- Fleece or light wool jacket
- Down or synthetic insulated jacket with a hood
- Waterproof jacket and waterproof trousers, with a breathable membrane if you can
- Four pairs of walking socks and one thick pair only for sleeping
- Warm hat, sun hat, neck tube
- Thin liner gloves, and warm waterproof gloves over them
## Feet
- Trekking boots above the ankle, with a firm and deep sole, worn on at least 40 km before the \
trek
- Light shoes or sandals for camp and for stream crossings
- Microspikes and gaiters are included on snow treks
- Blister plasters and tape
## Equipment
- Backpack of 50 to 60 litres with a hip belt and a rain cover
- Small daypack of 20 litres, if your big bag is offloaded
- Two water bottles of one litre; a tube freezes in winter
- Headlamp with spare batteries, kept in the sleeping bag at night
- A pair of poles, which spare the knees on the way down
- Sunglasses with category 3 or 4 lenses; side protection on snow
- Power bank, kept warm at night
- Whistle, pocket knife, some cord, large plastic bags to keep things dry
## Health and hygiene
- Your own medicines in double quantity, split between two bags
- Sunscreen of factor 50 and lip balm with a filter
- Toothbrush, biodegradable soap, small towel, wet wipes
- Toilet paper, sanitiser, a bag to carry all waste out
- Menstrual products: a few days more than usual, as altitude can shift the cycle
- Oral rehydration salts, tablets for water treatment
## Papers and money
- Photo identity document, with two copies; passport and visa for foreign nationals
- Insurance certificate and the insurer's emergency number, saved offline
- Signed medical form, and the consent form for under-18s
- Cash in small notes, since machines are few and some unreliable once you leave the city
## What we bring
- Sleeping bag, tents or teahouse, kitchen and dining equipment
- First-aid kit, pulse oximeter and oxygen, and a stretcher above 3,500 m
- Microspikes and gaiters on snow treks, and the ropes a route needs
## Gear you can rent
Rental gear is paid per trek and can be ordered until two days before departure. Prices are for \
treks in India; for Nepal, ask us about hire in Kathmandu.
@rental
Backpack offloading costs INR 350 per day in India and USD 12 per day in Nepal. Fragile things, \
medicines, documents and valuables stay in your daypack.
## Extra for snow treks (December to April)
- A second pair of insulated gloves and a balaclava
- Thick socks in a dry bag that you never wear outside the tent
- A thermos of half a litre to one litre
- Chemical hand warmers, if your fingers get cold easily
## Extra for Chadar
- Gumboots for the stretches of wet ice and water are included; they are fitted in Leh
- Two pairs of thick wool socks more
- Insulated trousers for the camps
## Extra for monsoon treks (July to September)
- Poncho or umbrella besides the rain jacket
- Dry bags for sleeping clothes and electronics
- Salt or repellent against leeches below the tree line
## Extra for teahouse treks in Nepal
- Sleeping bag liner, ear plugs, padlock
- Adapter for sockets, some cash for charging, showers and internet
- A bag of at most 10 kg for Lukla flights, plus 5 kg of hand luggage
## What to leave at home
- Jeans, cotton hoodies, new boots
- Loudspeakers, drones without a permit, glass bottles
- Single-use plastic and anything you would not carry back
"""

ALTITUDE = """\
# Altitude sickness: a guide for trekkers
Valid from: 2026-10-01
This guide helps you recognise altitude sickness and act on it. It is general advice, not a \
diagnosis: talk to your doctor before you travel, and on the mountain follow the trek leader. In \
an emergency call +91 98160 00199 at any hour.
## Why altitude matters
The higher you go, the lower the air pressure, and each breath brings less oxygen. At 3,500 m the \
pressure is about two thirds of that at sea level, and at 5,500 m about half. The body answers by \
breathing faster and deeper and, over days, by making more red blood cells. This adjustment is \
called acclimatisation, and it takes time.
Altitude sickness can affect anyone, usually above 2,500 m. Age, strength and fitness do not \
protect you, and a trek that went well last year is no proof for the next. The strongest risk is \
climbing too fast; having had altitude sickness before makes it more likely again.
## Three forms of altitude sickness
### Acute mountain sickness (AMS)
The common and mild form. It starts 6 to 24 hours after an ascent and feels like a hangover. \
Headache is the leading sign, with at least one more from the table. Treat any headache at \
altitude as AMS until something else is proven.
### High-altitude pulmonary oedema (HAPE)
Fluid gathers in the lungs. It typically appears on the second to fourth night at a new height, \
often without AMS first. It can kill within hours.
### High-altitude cerebral oedema (HACE)
The brain swells. It usually follows AMS that was ignored, but can arrive on its own. A person \
may not notice their own confusion, so companions must act. It can kill within a day or less.
## Symptoms and what to do
@symptoms
The walking test: ask the person to place heel to toe along a line of 5 m. Staggering or stepping \
off means HACE until proven otherwise. Compare with a healthy member of the group.
## The three golden rules
- If you feel unwell at altitude, it is altitude sickness until proven otherwise.
- Never go higher to sleep with symptoms of AMS.
- If you get worse, or have signs of HAPE or HACE, go down at once, at night and in bad weather \
if it is safe to walk, with someone beside you.
## How to acclimatise
@acclimatisation
Our routes follow these rules where the land allows, with rest days in places such as Leh or \
Namche Bazaar. Where a road or flight brings you up fast, as it does to Leh at 3,500 m, spend the \
first two days at rest, walk slowly, and do not add a higher night.
Go at a pace at which you can talk. Breathe out fully. Eat enough even without appetite, mostly \
carbohydrates. Drink so that your urine is light in colour, usually about 3 litres a day, but do \
not force more: drinking too much is dangerous in itself and does not prevent AMS. Avoid alcohol \
and sleeping pills, because they make breathing shallower at night. Keep warm.
## The pulse oximeter
Above 3,000 m our team measures oxygen saturation (SpO2) and pulse twice a day. Warm your hands, \
remove nail polish, sit for five minutes, and breathe normally. Healthy people often show about \
85 to 92 percent at 3,500 m and about 75 to 85 percent at 5,000 m. A number alone is not a \
diagnosis. What matters is how you feel, a clear drop from the day before, or a value far below \
the rest of the group. Never use a good number to talk away symptoms.
## Medicines
Only a doctor should prescribe them to you; bring the leaflet and tell the guide.
- Acetazolamide speeds up acclimatisation. Doctors may give it to people who ascend quickly or \
who had AMS before, starting the day before the climb. Tingling fingers and more frequent \
urination are common. People with a severe allergy to sulphonamides must ask a doctor first.
- Paracetamol or ibuprofen treats the headache. If it returns or gets worse, do not climb.
- Dexamethasone is an emergency medicine for HACE, and nifedipine for HAPE. They buy time; they \
never replace going down.
- Oxygen from our cylinder relieves symptoms while we prepare the descent.
## On our treks
Guides are trained in wilderness first aid. Each trek has an oxygen cylinder, and above 3,500 m a \
stretcher. The leader decides who goes higher and who goes down, and this cannot be overruled. A \
helicopter is a possibility in Nepal and only rarely in India; it needs daylight and good \
weather, so the way down on foot is always the first plan.
## Who should talk to a doctor first
- Anyone with heart or lung disease, uncontrolled high blood pressure, sickle-cell disease or \
trait, epilepsy, or diabetes on insulin
- Pregnant people, for whom nights above 2,500 m are not advised
- Anyone who had HAPE or HACE before
- Everyone aged 60 or more, who needs a doctor's certificate with us
- Parents of children: a child may only become fussy, lose appetite or play less, so descend \
early
## Daily check
Ask yourself and your tent partner every evening and morning, and tell the guide the truth:
- Do I have a headache? Did it go after water, rest and a painkiller?
- Am I sick, dizzy, unusually tired or without appetite?
- Am I short of breath at rest, or coughing?
- Can I walk in a straight line and answer simple questions?
Nobody gets a prize for hiding symptoms. Speaking up early is what keeps a trek going.
## Emergency
- Leader first, then +91 98160 00199, our 24-hour trek emergency phone.
- Down is the cure. A descent of 500 to 1,000 m usually helps within hours.
- A person with HAPE or HACE is never left alone and never sent down alone.
"""

FITNESS = """\
# Get fit for your trek
Valid from: 2026-10-01
You do not have to be an athlete. You need lungs and legs that work for several hours, on several \
days in a row, with a pack. Eight weeks of steady training make the difference between enjoying \
the pass and only surviving it. If you have a heart, lung or joint condition, or are 60 or older, \
see your doctor before you start.
## The 8-week plan
Train four or five days a week: two endurance sessions, two strength sessions, and one long walk \
at the weekend. Put a rest day after the long walk. Increase only one thing at a time: distance, \
climb or weight.
@weeks
The pack weight is for the long walk. Stairs count as climb: 30 storeys are roughly 100 m. If you \
live on flat land, use a staircase, a bridge or a treadmill with an incline of 10 to 15 percent.
### Strength sessions
Do three rounds of each, with a minute of rest. Start with the smaller number.
- 12 to 20 squats, and 10 to 15 lunges for each leg
- 10 to 15 step-ups for each leg on a knee-high step, slowly down
- 30 to 60 seconds of plank
- 15 to 25 calf raises
### Endurance sessions
Run, cycle, swim or walk briskly for 30 to 50 minutes at a pace at which you can speak in short \
sentences. Once a week, replace it by hill repeats: climb five minutes fast, walk down, six \
times.
### The long walk
Wear the boots and the pack you will use on the trek. Walk downhill too: knees and toes need the \
practice. In weeks 6 and 7, walk on two days in a row.
## Tests before each grade
Do the test for your grade about three weeks before departure. If you fail, choose an easier \
trek, or use the free date change until 15 days before departure.
@tests
## Breathing and altitude
Training does not protect from altitude sickness. It makes the walking easier, so that you go at \
an even pace and keep strength for the cold. Smoking less in the weeks before helps a lot.
## The last week
Do only short, easy walks. Sleep well, eat normally, and do not buy new boots. Do not trek with a \
fever or a chest infection; tell us and we look for another date.
"""

TABLES: dict[str, Rows] = {
    "layers": [
        ["Temperature", "Base layer", "Middle layer", "Outer layer", "Head and hands"],
        ["Above 15 °C", "Walking shirt", "None", "Rain jacket in the bag", "Sun hat"],
        ["5 to 15 °C", "Walking shirt", "Thin fleece", "Rain jacket in the bag", "Cap, neck tube"],
        ["-5 to 5 °C", "Thermal top", "Fleece", "Windproof shell", "Warm hat, liner gloves"],
        [
            "-15 to -5 °C",
            "Thermal top and legs",
            "Fleece and down jacket",
            "Windproof jacket and trousers",
            "Warm hat, neck tube, thick gloves over liners",
        ],
        [
            "Below -15 °C",
            "Two thermal layers",
            "Fleece and thick down jacket",
            "Windproof suit, insulated trousers",
            "Balaclava, mittens over liners",
        ],
    ],
    "rental": [
        ["Item", "Price per trek (India)"],
        ["Trekking shoes", "INR 900"],
        ["Down jacket", "INR 800"],
        ["Poles, pair", "INR 300"],
        ["Backpack, 50 litres", "INR 700"],
        ["Sleeping bag", "included"],
        ["Microspikes and gaiters on snow treks", "included"],
    ],
    "symptoms": [
        ["Form", "Symptoms", "What to do"],
        [
            "AMS, mild",
            "Headache with one or more of: nausea or poor appetite, tiredness, dizziness.",
            "Stop climbing. Rest at the same height, drink, eat a little, take a painkiller. Climb "
            "again only when symptoms have gone. If they last more than 24 hours or get worse, "
            "go down.",
        ],
        [
            "AMS, severe",
            "Strong headache that a painkiller does not ease, repeated vomiting, great weakness.",
            "Go down 500 m or more, until clearly better. Oxygen if available. Never alone.",
        ],
        [
            "HAPE (lungs)",
            "Breathless at rest, cough (later with pink froth), tight chest, racing pulse, blue "
            "lips, sudden drop of performance, SpO2 much lower than the others.",
            "EMERGENCY. Go down at once with as little effort as possible: carried or on a pony if "
            "needed. Oxygen, sitting upright, kept warm. Nifedipine by trained staff.",
        ],
        [
            "HACE (brain)",
            "Confusion, odd behaviour, staggering, slurred speech, very drowsy, then unconscious.",
            "EMERGENCY. Go down at once, even at night if it can be done safely. Oxygen. "
            "Dexamethasone by trained staff. Never leave the person alone.",
        ],
    ],
    "acclimatisation": [
        ["Rule", "What it means on the trek"],
        [
            "Climb slowly",
            "Above 3,000 m, about 500 m more sleeping height per night is a good measure. Where no "
            "camp lies between, some stages climb more: tell the guide at once how you feel.",
        ],
        ["Rest days", "Take an extra night at the same height every 3 to 4 days of climbing."],
        ["Climb high, sleep low", "Walk higher by day and come down to sleep."],
        ["Wait at the start", "After a fast ascent to 2,500 m or more, stay two nights first."],
        ["Do not rush to fitness", "Walk below your limit; heavy effort on day one raises risk."],
        ["Report early", "Tell the guide about the first headache, not about the third day of it."],
    ],
    "weeks": [
        ["Week", "Long walk", "Climb", "Pack", "Endurance", "Strength"],
        ["1", "6 km", "150 m", "none", "2 x 25 min", "2 x 2 rounds"],
        ["2", "8 km", "250 m", "3 kg", "2 x 30 min", "2 x 2 rounds"],
        ["3", "10 km", "350 m", "4 kg", "2 x 35 min", "2 x 3 rounds"],
        ["4", "10 km", "450 m", "5 kg", "2 x 35 min", "2 x 3 rounds"],
        ["5", "13 km", "600 m", "6 kg", "2 x 40 min", "2 x 3 rounds"],
        ["6", "15 km", "700 m", "8 kg", "2 x 45 min, hills once", "2 x 3 rounds"],
        ["7", "18 km", "900 m", "8 kg", "2 x 50 min, hills once", "2 x 3 rounds"],
        ["8", "8 km", "200 m", "5 kg", "2 x 25 min, easy", "1 x 2 rounds"],
    ],
    "tests": [
        ["Grade", "Test", "Minimum"],
        ["Easy", "Walk 5 km on level ground without a break", "in 60 minutes"],
        ["Easy to moderate", "Walk 8 km with 150 m of climb and 3 kg on the back", "in 2 hours"],
        ["Moderate", "Walk 10 km with 300 m of climb and 5 kg on the back", "in 3 hours"],
        [
            "Moderate to difficult",
            "Walk 16 km with 700 m of climb and 8 kg; jog 5 km another day",
            "in 5 hours; 5 km in 38 minutes",
        ],
        [
            "Difficult",
            "Two days in a row: 16 km with 900 m of climb and 8 to 10 kg; jog 10 km another day",
            "in 5 hours each; 10 km in 75 minutes",
        ],
    ],
}

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} | Saffron Ridge Treks</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="date" content="2026-10-01">
<meta name="description" content="An 8-week plan and a fitness test for each trek grade.">
<style>
  body {{ font: 16px/1.5 sans-serif; color: #222; margin: 0; }}
  main {{ max-width: 44rem; margin: auto; padding: 1rem; }}
  nav, footer, aside {{ background: #f4efe6; padding: .5rem 1rem; }}
  table {{ border-collapse: collapse; width: 100%; }}
  th, td {{ border: 1px solid #ccc; padding: .4rem; text-align: left; }}
</style>
</head>
<body>
<header>
  <a href="/" class="logo">Saffron Ridge Treks</a>
  <nav aria-label="Main">
    <ul>
      <li><a href="/treks">All treks</a></li>
      <li><a href="/calendar">Calendar</a></li>
      <li><a href="/blog">Stories</a></li>
      <li><a href="/book">Book now</a></li>
    </ul>
  </nav>
</header>
<main>
<article>
{body}
</article>
</main>
<aside class="newsletter">
  <h2>Trail letter</h2>
  <p>One email a month with new departures. No spam.</p>
  <form action="/newsletter"><input type="email" name="email"><button>Join</button></form>
</aside>
<aside class="related">
  <h2>You may also like</h2>
  <ul>
    <li><a href="/blog/monsoon-socks">Five pairs of socks in the monsoon</a></li>
    <li><a href="/blog/camp-kitchen">A day in our camp kitchen</a></li>
    <li><a href="/blog/photo-contest">Winners of the autumn photo contest</a></li>
  </ul>
</aside>
<footer>
  <p>&copy; 2026 Saffron Ridge Treks, Manali. <a href="/privacy">Privacy</a> |
  <a href="/terms">Terms</a> | <a href="/jobs">Jobs</a></p>
  <p>Cookies help us count visitors. <button>Accept all</button> <button>Settings</button></p>
  <script>window.visits = (window.visits || 0) + 1;</script>
</footer>
</body>
</html>
"""


@dataclass(frozen=True)
class Block:
    """One piece of a guide: its kind (title, h1, h2, bullet, table, text) and its text."""

    kind: str
    text: str


MARKS = {"# ": "title", "## ": "h1", "### ": "h2", "- ": "bullet", "@": "table"}


def blocks(source: str) -> Iterator[Block]:
    """Read the notation at the top of this file, one block per line."""
    for line in source.splitlines():
        mark = next((m for m in MARKS if line.startswith(m)), "")
        yield Block(MARKS.get(mark, "text"), line[len(mark) :])


# ---------------------------------------------------------------- Word


def docx_table(document: DocxDocument, rows: Rows) -> None:
    """Append a table whose first row is a bold header."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            run = table.cell(i, j).paragraphs[0].add_run(text)
            run.bold = i == 0


def docx_block(document: DocxDocument, block: Block) -> None:
    """Append one block in its own Word style."""
    if block.kind == "table":
        docx_table(document, TABLES[block.text])
        document.add_paragraph()
    elif block.kind == "bullet":
        document.add_paragraph(block.text, style="List Bullet")
    elif block.kind == "text":
        document.add_paragraph(block.text)
    else:
        document.add_heading(block.text, level={"title": 0, "h1": 1, "h2": 2}[block.kind])


def docx_properties(document: DocxDocument, title: str) -> None:
    """Fill the core properties with fixed values."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, COMPANY, COMPANY
    properties.created = properties.modified = WRITTEN
    properties.comments, properties.keywords, properties.revision = "", "", 1


def fixed_zip(data: bytes) -> bytes:
    """Write the same zip again with one fixed time for every member."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=WRITTEN.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(info, old.read(name))
    return out.getvalue()


def packing_docx() -> bytes:
    """Build the packing list as a Word document."""
    document = Document()
    docx_properties(document, "Packing list")
    for block in blocks(PACKING):
        docx_block(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


# ---------------------------------------------------------------- PDF

SAFFRON = colors.HexColor("#b4571a")
WIDTHS = {"symptoms": [24 * mm, 66 * mm, 80 * mm], "acclimatisation": [45 * mm, 125 * mm]}


def pdf_styles() -> dict[str, ParagraphStyle]:
    """Make the paragraph styles for every kind of block."""
    body = getSampleStyleSheet()["BodyText"]
    text = ParagraphStyle("text", body, fontSize=10, leading=14.5, spaceAfter=5)
    cell = ParagraphStyle("cell", body, fontSize=9, leading=11.5)
    bold = ParagraphStyle("bold", body, fontName="Helvetica-Bold", spaceBefore=6, keepWithNext=1)
    title = {"fontSize": 20, "leading": 25, "textColor": SAFFRON, "spaceAfter": 8}
    h1 = {"fontSize": 14, "leading": 18, "textColor": SAFFRON, "spaceBefore": 12, "spaceAfter": 4}
    return {
        "title": ParagraphStyle("title", bold, **title),
        "h1": ParagraphStyle("h1", bold, **h1),
        "h2": ParagraphStyle("h2", bold, fontSize=11, leading=14),
        "text": text,
        "bullet": ParagraphStyle("bullet", text, leftIndent=14, bulletIndent=3, spaceAfter=2),
        "cell": cell,
        "head": ParagraphStyle("head", cell, fontName="Helvetica-Bold", textColor=colors.white),
    }


def pdf_table(name: str, styles: dict[str, ParagraphStyle]) -> Table:
    """Make a table whose cells wrap and whose header repeats on the next page."""
    cells = [
        [Paragraph(html.escape(text), styles["cell" if i else "head"]) for text in row]
        for i, row in enumerate(TABLES[name])
    ]
    table = Table(cells, colWidths=WIDTHS[name], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), SAFFRON),
                ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.HexColor("#f8f2ea")]),
            ]
        )
    )
    return table


def pdf_block(block: Block, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    """Turn one block into flowables."""
    if block.kind == "table":
        return [Spacer(1, 4), pdf_table(block.text, styles), Spacer(1, 8)]
    bullet = "•" if block.kind == "bullet" else None
    return [Paragraph(html.escape(block.text), styles[block.kind], bulletText=bullet)]


def pdf_footer(canvas: Canvas, document: SimpleDocTemplate) -> None:
    """Draw company, emergency phone and page number at the foot of a page."""
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(colors.grey)
    canvas.drawString(20 * mm, 12 * mm, f"{COMPANY} | trek emergency +91 98160 00199")
    canvas.drawRightString(190 * mm, 12 * mm, f"Page {document.page}")
    canvas.restoreState()


def altitude_pdf() -> bytes:
    """Build the altitude guide as a PDF."""
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        title="Altitude sickness: a guide for trekkers",
        author=COMPANY,
        lang="en",
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=20 * mm,
        bottomMargin=22 * mm,
        invariant=1,
    )
    styles = pdf_styles()
    story = [flowable for block in blocks(ALTITUDE) for flowable in pdf_block(block, styles)]
    document.build(story, onFirstPage=pdf_footer, onLaterPages=pdf_footer)
    return buffer.getvalue()


# ---------------------------------------------------------------- HTML


def html_table(rows: Rows) -> str:
    """Render a table with a header row."""

    def line(row: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in row) + "</tr>"

    body = "\n".join(line(row, "td") for row in rows[1:])
    return f"<table>\n<thead>{line(rows[0], 'th')}</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def html_body(source: str) -> str:
    """Render the blocks as HTML, with neighbouring bullets in one list."""
    tags = {"title": "h1", "h1": "h2", "h2": "h3", "text": "p", "bullet": "li"}
    out: list[str] = []
    in_list = False
    for block in blocks(source):
        if (block.kind == "bullet") != in_list:
            in_list = not in_list
            out.append("<ul>" if in_list else "</ul>")
        if block.kind == "table":
            out.append(html_table(TABLES[block.text]))
        else:
            out.append(f"<{tags[block.kind]}>{html.escape(block.text)}</{tags[block.kind]}>")
    return "\n".join(out + ["</ul>"] * in_list)


def fitness_html() -> bytes:
    """Build the fitness page with the clutter of a real website around it."""
    return PAGE.format(title="Get fit for your trek", body=html_body(FITNESS)).encode()


GUIDE_WRITERS: dict[str, Callable[[], bytes]] = {
    "packing.docx": packing_docx,
    "altitude-sickness.pdf": altitude_pdf,
    "fitness.html": fitness_html,
}


def main() -> None:
    """Write all guides."""
    GUIDES.mkdir(parents=True, exist_ok=True)
    for name, write in GUIDE_WRITERS.items():
        (GUIDES / name).write_bytes(write())


if __name__ == "__main__":
    main()
