/* The list of customers: who wrote last, what is unread. */
import { $, button, clock, make } from "/page/parts.js";
import { kindOf } from "/page/bubble.js";

const LANGUAGES = { en: "English", hi: "हिन्दी", es: "Español", fr: "Français", "hi-Latn": "Hinglish" };
const MOST = 100;
export const people = [];
export const chats = new Map();
export const languageOf = person => LANGUAGES[person.language] || person.language;

export function chatOf(id) {
  if (!chats.has(id)) chats.set(id, { lines: [], unread: 0, typing: 0 });
  return chats.get(id);
}
export function add(person) {
  if (people.length < MOST && !people.some(p => p.id === person.id)) people.push(person);
}
export function drawPeople(current, choose) {
  const focused = document.activeElement?.closest?.(".person")?.dataset.id;
  $("people").replaceChildren(...people.map(person => row(person, current, choose)));
  if (focused) document.querySelector(`.person[data-id="${CSS.escape(focused)}"]`)?.focus();
  const unread = people.reduce((sum, p) => sum + chatOf(p.id).unread, 0);
  $("unread").textContent = unread; $("unread").hidden = !unread;
}
function row(person, current, choose) {
  const li = make("li"), b = button("person", null, () => choose(person)), who = make("span", "who"), chat = chatOf(person.id), last = chat.lines.at(-1);
  b.dataset.id = person.id;
  b.setAttribute("aria-current", person === current);
  who.append(make("b", "", person.name), make("span", "", last ? (last.text || kindOf(last)).replaceAll("*", "") : languageOf(person)));
  const side = make("span", "side-of");
  if (last) side.append(make("time", "", clock(last.at)));
  if (chat.unread) { const n = make("span", "unread", chat.unread); n.append(make("span", "sr", " unread")); side.append(n); }
  b.append(Object.assign(make("span", "face", [...person.name][0]), { ariaHidden: "true" }), who, side);
  li.append(b);
  return li;
}
/* Arrows walk through the list, as on a phone's keyboard. */
export function walk(event) {
  const all = [...document.querySelectorAll(".person")], at = all.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && at >= 0) { event.preventDefault(); all[(at + step + all.length) % all.length].focus(); }
}
