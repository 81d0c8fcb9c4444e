/* The phone: one conversation at a time, the others in the list. */
import { $, button, call, day, make, sameDay, say } from "/page/parts.js";
import { bubble, kindOf, tick, typingBubble } from "/page/bubble.js";
import { add, chatOf, drawPeople, languageOf, people, walk } from "/page/people.js";
import { attachments } from "/page/attach.js";
import { drawer } from "/page/faults.js";

const RECALLED = 3000;
let current = null, next = 0, ahead = 0;
const now = () => Date.now() + ahead;

/* Only what is new is added, so that a screen reader reads each line once and the focus stays where it is. */
function draw() {
  const log = $("log"), chat = chatOf(current.id);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 90;
  if (log.dataset.of !== current.id || log.querySelector(".empty")) {
    log.dataset.of = current.id;
    log.replaceChildren(...(chat.lines.length ? [] : [make("p", "empty", `Nothing said yet. Write as ${current.name}, or pick a line below.`)]));
    chat.lines.forEach(line => { line.node = null; });
  }
  log.querySelector(".typing")?.remove();
  chat.lines.forEach((line, n) => { if (!line.node) append(log, chat, line, chat.lines[n - 1]); });
  const typing = chat.typing > Date.now();
  if (typing) log.append(typingBubble());
  $("state").hidden = !typing; $("as").hidden = typing;
  if (atEnd) log.scrollTop = log.scrollHeight;
}
function append(log, chat, line, previous) {
  if (!previous || !sameDay(previous.at, line.at)) log.append(make("div", "day", day(line.at, now())));
  const about = line.body?.context?.message_id;
  log.append(line.node = bubble(line, previous, tap, about && (chat.lines.find(l => l.id === about)?.text || "Message")));
}
async function tap(line, payload) {
  if (!await send({ payload })) return;
  line.answered = true;
  line.node?.querySelectorAll(".choices button").forEach(b => { b.disabled = payload.interactive.type === "button_reply"; });
  $("words").focus();
}
function choose(person) {
  current = person;
  chatOf(person.id).unread = 0;
  $("words").lang = person.language;
  $("as").textContent = `to ${person.name} · ${languageOf(person)}`;
  $("hints").replaceChildren(...person.suggestions.map(text => button("", text, () => send({ text }))));
  showPeople(false);
  drawPeople(current, choose); draw();
  $("log").scrollTop = $("log").scrollHeight;
}
async function send(message) {
  say("");
  try { await call("/sim/messages", { contact: current.id, name: current.name, ...message }); $("log").scrollTop = $("log").scrollHeight; return true; }
  catch (error) { say(`Not sent: ${error.message}`); return false; }
}
function take(event) {
  if (!event.contact) return;
  const chat = chatOf(event.contact);
  if (event.kind === "in" || event.kind === "out") hear(chat, event);
  else if (event.kind === "tick") { const line = chat.lines.find(l => l.id === event.id); if (line) tick(line, event); }
  else if (event.kind === "typing") { chat.typing = Date.now() + 25000; setTimeout(draw, 25100); }
}
function hear(chat, event) {
  add({ id: event.contact, name: event.name || event.contact.replace(/^x-(?=\d)/, "+"), language: "en", suggestions: people[0].suggestions });
  chat.lines.push({ ...event, state: event.kind === "in" ? "sent" : "waiting" });
  if (event.kind !== "out") return;
  chat.typing = 0;
  if (event.contact !== current.id) chat.unread += 1;
}
async function listen() {
  for (;;) {
    try {
      const found = await call(`/sim/events?since=${next}&wait=20` + (next ? "" : `&last=${RECALLED}`));
      if (found.next < next) { location.reload(); return; }
      next = found.next;
      if (found.events.length) { ahead = new Date(found.events.at(-1).at) - Date.now(); found.events.forEach(take); drawPeople(current, choose); draw(); }
      if ($("note").textContent.startsWith("The simulator")) say("");
    } catch { say("The simulator does not answer. Trying again…"); await new Promise(done => setTimeout(done, 2000)); }
  }
}

function showPeople(open) { $("people-side").classList.toggle("open", open); }
function showFaults(open) {
  $("faults").classList.toggle("open", open); $("open-faults").setAttribute("aria-expanded", open);
  (open ? $("close-faults") : $("open-faults")).focus();
}
$("open-people").onclick = () => { showPeople(true); document.querySelector(".person[aria-current=true]")?.focus(); };
$("close-people").onclick = () => { showPeople(false); $("open-people").focus(); };
$("open-faults").onclick = () => showFaults(!$("faults").classList.contains("open"));
$("close-faults").onclick = () => showFaults(false);
$("people").onkeydown = walk;
$("theme").onclick = () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches, shown = document.documentElement.dataset.theme || (dark ? "dark" : "light");
  document.documentElement.dataset.theme = shown === "dark" ? "light" : "dark";
};
/* Alt with an arrow goes to the next conversation from anywhere; Escape closes what lies over the phone. */
document.onkeydown = event => {
  const step = event.altKey && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); choose(people[(people.indexOf(current) + step + people.length) % people.length]); }
  if (event.key === "Escape" && $("faults").classList.contains("open")) showFaults(false);
  if (event.key === "Escape") showPeople(false);
};
$("write").onsubmit = async event => {
  event.preventDefault();
  const text = $("words").value.trim();
  if (text && await send({ text })) { $("words").value = ""; $("words").focus(); }
};
$("words").onkeydown = event => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("write").requestSubmit(); } };
$("newcomer").onsubmit = event => {
  event.preventDefault();
  const phone = $("newcomer-phone").value.replace(/\D/g, "");
  add({ id: `x-${phone}`, name: `+${phone}`, language: "en", suggestions: people[0].suggestions });
  $("newcomer").reset();
  choose(people.find(p => p.id === `x-${phone}`) || current);
};
document.addEventListener("clock", () => { $("log").dataset.of = ""; draw(); });

const found = await call("/sim/customers");
found.customers.forEach(add);
$("business").textContent = found.business; $("face").textContent = found.business[0]; document.title = `${found.business} · simulator`;
attachments(send);
choose(people[0]);
drawer(say);
listen();
