/* One message as the phone shows it. */
import { $, button, clock, link, make, render } from "/page/parts.js";

const TICKS = { waiting: "◷", sent: "✓", delivered: "✓✓", read: "✓✓", played: "✓✓", failed: "!" };
const SAID = { waiting: "on its way", sent: "sent", delivered: "delivered", read: "read", played: "played", failed: "not delivered" };
const RANK = { waiting: 0, sent: 1, delivered: 2, read: 3, played: 4, failed: 5 };
/* Signs that every font has. */
const MEDIA = { image: ["▣", "Photo"], video: ["▶", "Video"], audio: ["♪", "Voice message"], document: ["▤", "Document"], sticker: ["✿", "Sticker"],
  location: ["⌖", "Location"], contacts: ["☺", "Contact"], template: ["❏", "Template"], order: ["≡", "Order"], reaction: ["↩", "Reaction"] };

export const kindOf = line => MEDIA[line.type]?.[1] || line.type;

export function bubble(line, previous, tapped, quoted) {
  const b = make("div", `bubble ${line.kind}` + (!previous || previous.kind !== line.kind ? " turn" : ""));
  b.dataset.id = line.id;
  b.append(make("span", "sr", line.kind === "in" ? "Customer: " : "Business: "));
  if (quoted) b.append(make("span", "quote", quoted));
  const node = line.body?.[line.type] || {};
  if (MEDIA[line.type]) b.append(placeholder(line, node));
  if (node.header?.text) b.append(make("p", "heading", node.header.text));
  if (line.text) { const p = make("p", "words"); p.dir = "auto"; render(p, line.text); b.append(p); }
  if (!line.text && !MEDIA[line.type]) b.append(make("p", "foot", line.type));
  if (node.footer?.text) b.append(make("p", "foot", node.footer.text));
  b.append(meta(line));
  const box = choices(line, node, tapped);
  if (box.children.length) b.append(box);
  return b;
}

function placeholder(line, node) {
  const [sign, name] = MEDIA[line.type];
  const box = make("div", "media" + (["image", "video", "sticker"].includes(line.type) ? " tall" : ""));
  const about = make("div");
  about.append(make("b", "", name), make("small", "", detail(line, node)));
  box.append(Object.assign(make("i", "", sign), { ariaHidden: "true" }), about);
  return box;
}
function detail(line, node) {
  if (line.type === "template") return (node.components || []).flatMap(c => c.parameters || []).map(p => p.text || p.type).join(" · ");
  if (line.type === "location" && node.latitude != null) return `${node.latitude}, ${node.longitude}`;
  return node.filename || node.link || node.emoji || "";
}

function meta(line) {
  const box = make("div", "meta");
  line.ticks = make("span"); line.ticks.setAttribute("aria-hidden", "true");
  line.said = make("span", "sr");
  box.append(make("time", "", clock(line.at)), line.ticks, line.said);
  show(line);
  return box;
}
/* Statuses may come in any order: the phone shows the furthest. */
export function tick(line, event) {
  if (RANK[event.state] > RANK[line.state]) { line.state = event.state; line.code = event.code; show(line); }
}
function show(line) {
  if (!line.ticks) return;
  const why = line.state === "failed" && line.code ? ` ${line.code}` : "";
  line.ticks.className = "ticks " + line.state;
  line.ticks.textContent = line.state === "failed" ? `⚠ not delivered${why}` : TICKS[line.state];
  line.ticks.title = line.said.textContent = SAID[line.state] + why;
}

function choices(line, node, tapped) {
  const box = make("div", "choices"), action = node.action || {};
  const tap = (kind, choice) => tapped(line, { type: "interactive", context: { id: line.id }, interactive: { type: kind, [kind]: choice } });
  for (const one of action.buttons || []) {
    const b = button("", one.reply?.title, () => tap("button_reply", { id: one.reply.id, title: one.reply.title }));
    b.disabled = Boolean(line.answered);
    box.append(b);
  }
  if (action.sections) box.append(button("", `☰ ${action.button || "Choose"}`, () => openList(action, row => tap("list_reply", row))));
  const to = action.parameters;
  if (to?.url) box.append(link(`↗ ${to.display_text || to.url}`, to.url));
  return box;
}
function openList(action, pick) {
  $("sheet-title").textContent = action.button || "Choose";
  $("sheet-rows").replaceChildren(...action.sections.flatMap(section => [
    ...(section.title ? [make("h3", "", section.title)] : []),
    ...(section.rows || []).map(row => {
      const b = button("row", row.title, () => { $("sheet").close(); pick(row); });
      if (row.description) b.append(make("small", "", row.description));
      return b;
    }),
  ]));
  $("sheet").showModal();
}

export function typingBubble() {
  const b = make("div", "bubble out turn typing"), d = make("span", "dots");
  d.append(make("i"), make("i"), make("i"));
  b.append(d, make("span", "sr", "typing"));
  return b;
}
