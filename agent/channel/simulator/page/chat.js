"use strict";
const SWITCHES = [
  ["duplicate", "Deliver twice", "Every webhook comes twice, at the same moment.", 2, 1],
  ["lose_answer", "Lose the answer", "The reply is taken, but the sender never hears of it.", true, false],
  ["reorder_statuses", "Statuses out of order", "Read before delivered before sent.", true, false],
  ["drop_statuses", "Lose statuses", "No sent, delivered or read webhooks.", true, false],
  ["delay_ms", "Slow network", "Each send is answered 3 seconds later.", 3000, 0],
  ["error_code", "Too many messages", "Sends are refused with code 130429.", 130429, 0],
  ["no_signature", "Forged webhooks", "They come unsigned and must be refused.", true, false],
];
const LANGUAGES = { en: "English", hi: "हिन्दी", es: "Español", fr: "Français", "hi-Latn": "Hinglish" };
const TICKS = { waiting: "◷", sent: "✓", delivered: "✓✓", read: "✓✓", played: "✓✓", failed: "!" };
const SAID = { waiting: "on its way", sent: "sent", delivered: "delivered", read: "read", played: "played", failed: "failed" };
const RANK = { waiting: 0, sent: 1, delivered: 2, read: 3, played: 4, failed: 5 };
const KINDS = { image: "Photo", video: "Video", audio: "Audio", voice: "Voice message", document: "Document", sticker: "Sticker", location: "Location",
  contacts: "Contact", template: "Template", reaction: "Reaction", order: "Order" };
const $ = id => document.getElementById(id);
const make = (tag, className, text) => { const e = document.createElement(tag); if (className) e.className = className; if (text != null) e.textContent = text; return e; };
let people = [], current = null, next = 0;
const chats = new Map();
const chat = key => { if (!chats.has(key)) chats.set(key, { lines: [], unread: 0, typing: 0 }); return chats.get(key); };

/* WhatsApp's marks become elements, never markup: every word goes in as text. */
const MARK = /```([\s\S]+?)```|`([^`\n]+)`|(https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]*_~])|(?<![\p{L}\p{N}])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}])/gu;
function render(into, text) {
  let at = 0;
  for (const m of text.matchAll(MARK)) {
    into.append(text.slice(at, m.index));
    at = m.index + m[0].length;
    if (m[1] || m[2]) into.append(make("code", "", m[1] || m[2]));
    else if (m[3]) { const a = make("a", "", m[3]); a.href = m[3]; a.target = "_blank"; a.rel = "noopener noreferrer"; into.append(a); }
    else { const e = make(m[4] ? "strong" : m[5] ? "em" : "s"); render(e, m[4] || m[5] || m[6]); into.append(e); }
  }
  into.append(text.slice(at));
}
const clock = at => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
function bubble(line, previous) {
  const b = make("div", `bubble ${line.kind}` + (previous && previous.kind !== line.kind ? " turn" : ""));
  b.append(make("span", "sr", line.kind === "in" ? "Customer: " : "Business: "));
  if (KINDS[line.type]) b.append(make("p", "words kind", KINDS[line.type]));
  if (line.text) { const p = make("p", "words"); p.dir = "auto"; render(p, line.text); b.append(p); }
  if (!line.text && !KINDS[line.type]) b.append(make("p", "words kind", line.type));
  const meta = make("div", "meta");
  line.ticks = make("span"); line.ticks.setAttribute("aria-hidden", "true");
  line.said = make("span", "sr");
  meta.append(make("time", "", clock(line.at)), line.ticks, line.said);
  b.append(meta);
  tick(line);
  if (line.choices.length) b.append(choices(line));
  return b;
}
function tick(line) {
  if (!line.ticks) return;
  line.ticks.className = "ticks " + line.state;
  line.ticks.textContent = TICKS[line.state];
  line.ticks.title = line.said.textContent = SAID[line.state];
}
function choices(line) {
  const box = make("div", "choices");
  for (const choice of line.choices) {
    const button = make("button", "", choice.title);
    button.type = "button"; button.disabled = line.answered;
    button.onclick = async () => { const sent = await send({ payload: {
      type: "interactive", context: { id: line.id }, interactive: { type: choice.kind, [choice.kind]: { id: choice.id, title: choice.title } } } });
      if (sent) { line.answered = true; box.querySelectorAll("button").forEach(b => { b.disabled = true; }); $("words").focus(); } };
    box.append(button);
  }
  return box;
}
function choicesOf(body) {
  const action = body?.interactive?.action || {};
  const buttons = (action.buttons || []).map(b => ({ kind: "button_reply", id: b.reply?.id, title: b.reply?.title }));
  const rows = (action.sections || []).flatMap(s => s.rows || []).map(r => ({ kind: "list_reply", id: r.id, title: r.title }));
  return [...buttons, ...rows];
}
function typingBubble() {
  const b = make("div", "bubble out turn typing"), d = make("span", "dots");
  d.append(make("i"), make("i"), make("i")); b.append(d, make("span", "sr", "typing")); return b;
}
/* Only what is new is added, so that a screen reader reads each line once and the focus stays where it is. */
function draw() {
  const log = $("log"), c = chat(current.id);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 90;
  if (log.dataset.of !== current.id || log.querySelector(".empty")) {
    log.dataset.of = current.id;
    log.replaceChildren(c.lines.length ? make("div", "day", "Today") : make("p", "empty", `Nothing said yet. Write as ${current.name}, or pick a line below.`));
    c.lines.forEach(line => { line.node = null; });
  }
  log.querySelector(".typing")?.remove();
  c.lines.forEach((line, n) => { if (!line.node) log.append(line.node = bubble(line, c.lines[n - 1])); });
  const typing = c.typing > Date.now();
  if (typing) log.append(typingBubble());
  $("state").textContent = typing ? "typing…" : "business account";
  if (atEnd) log.scrollTop = log.scrollHeight;
}
function drawPeople() {
  const focused = [...document.querySelectorAll(".person")].indexOf(document.activeElement);
  $("people").replaceChildren(...people.map(p => {
    const li = make("li"), b = make("button", "person"), who = make("span", "who"), c = chat(p.id), last = c.lines.at(-1);
    b.type = "button"; b.setAttribute("aria-pressed", p === current);
    who.append(make("b", "", p.name), make("span", "", last ? last.text || KINDS[last.type] || last.type : LANGUAGES[p.language] || p.language));
    b.append(Object.assign(make("span", "face", p.name[0]), { ariaHidden: "true" }), who);
    if (c.unread) b.append(make("span", "unread", c.unread));
    b.onclick = () => choose(p); li.append(b); return li;
  }));
  if (focused >= 0) document.querySelectorAll(".person")[focused].focus();
  $("picker").replaceChildren(...people.map(p => {
    const o = make("option", "", `${p.name} · ${LANGUAGES[p.language] || p.language}` + (chat(p.id).unread ? ` (${chat(p.id).unread})` : ""));
    o.value = p.id; o.selected = p === current; return o;
  }));
}
function choose(person) {
  current = person; chat(person.id).unread = 0;
  $("words").lang = person.language;
  $("hints").replaceChildren(...person.suggestions.map(text => { const b = make("button", "", text); b.type = "button"; b.onclick = () => send({ text }); return b; }));
  drawPeople(); draw(); $("log").scrollTop = $("log").scrollHeight;
}
async function call(path, body) {
  const answer = await fetch(path, body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error || answer.statusText);
  return found;
}
async function send(message) {
  $("note").textContent = "";
  try { await call("/sim/messages", { contact: current.id, name: current.name, ...message }); $("log").scrollTop = $("log").scrollHeight; return true; }
  catch (error) { $("note").textContent = `Not sent: ${error.message}`; return false; }
}
function stranger(event) {
  const person = { id: event.contact, name: event.name || event.contact, language: "en", suggestions: people[0].suggestions };
  if (people.length < 40) people.push(person);
}
function take(event) {
  if (!event.contact) return;
  const c = chat(event.contact);
  if (event.kind === "in" || event.kind === "out") {
    if (!people.some(p => p.id === event.contact)) stranger(event);
    c.lines.push({ ...event, state: event.kind === "in" ? "sent" : "waiting", choices: event.kind === "out" ? choicesOf(event.body) : [] });
    if (event.kind === "out") { c.typing = 0; if (event.contact !== current.id) c.unread += 1; }
  } else if (event.kind === "tick") {
    const line = c.lines.find(l => l.id === event.id);
    if (line && RANK[event.state] > RANK[line.state]) { line.state = event.state; tick(line); }
  } else if (event.kind === "typing") {
    c.typing = Date.now() + 25000; setTimeout(draw, 25100);
  }
}
async function listen() {
  for (;;) {
    try {
      const found = await call(`/sim/events?since=${next}&wait=20`);
      if (found.next < next) { location.reload(); return; }
      next = found.next;
      found.events.forEach(take);
      if (found.events.length) { drawPeople(); draw(); }
      if ($("note").textContent.startsWith("The simulator")) $("note").textContent = "";
    } catch { $("note").textContent = "The simulator does not answer. Trying again…"; await new Promise(r => setTimeout(r, 2000)); }
  }
}
async function drawSwitches() {
  const now = await call("/sim/faults");
  $("switches").replaceChildren(...SWITCHES.map(([name, title, what, on, off]) => {
    const label = make("label", "switch"), box = make("input"), words = make("span");
    box.type = "checkbox"; box.role = "switch"; box.checked = now[name] !== off;
    box.onchange = () => call("/sim/faults", { [name]: box.checked ? on : off }).catch(error => { box.checked = !box.checked; $("note").textContent = error.message; });
    words.append(title, make("small", "", what)); label.append(box, words); return label;
  }));
}
$("write").onsubmit = async e => {
  e.preventDefault();
  const text = $("words").value.trim();
  if (text && await send({ text })) { $("words").value = ""; $("words").focus(); }
};
$("words").onkeydown = e => { if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); $("write").requestSubmit(); } };
$("picker").onchange = e => choose(people.find(p => p.id === e.target.value));
$("fold").onclick = () => { const open = $("faults").classList.toggle("open"); $("fold").setAttribute("aria-expanded", open); };
(async () => {
  const found = await call("/sim/customers");
  people = found.customers;
  $("business").textContent = found.business; $("face").textContent = found.business[0]; document.title = `${found.business} · simulator`;
  choose(people[0]); drawSwitches(); listen();
})();
