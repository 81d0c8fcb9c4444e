/* Elements, calls, words: what every part of the page needs. Text goes in as text, never as markup. */
export const $ = id => document.getElementById(id);
export const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text != null) element.textContent = text;
  return element;
};
export const button = (className, text, onclick) => Object.assign(make("button", className, text), { type: "button", onclick });

export async function call(path, body) {
  const answer = await fetch(path, body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error || answer.statusText);
  return found;
}
export const say = text => { $("note").textContent = text; };

const MARK = /```([\s\S]+?)```|`([^`\n]+)`|(https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]*_~])|(?<![\p{L}\p{N}])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}])/gu;
/* WhatsApp's marks: code, links, bold, italic, struck out. */
export function render(into, text) {
  let at = 0;
  for (const m of text.matchAll(MARK)) {
    into.append(text.slice(at, m.index));
    at = m.index + m[0].length;
    if (m[1] || m[2]) into.append(make("code", "", m[1] || m[2]));
    else if (m[3]) into.append(link(m[3], m[3]));
    else { const e = make(m[4] ? "strong" : m[5] ? "em" : "s"); render(e, m[4] || m[5] || m[6]); into.append(e); }
  }
  into.append(text.slice(at));
}
export function link(text, href) {
  const a = make("a", "", text);
  if (/^https?:\/\//.test(href)) { a.href = href; a.target = "_blank"; a.rel = "noopener noreferrer"; }
  return a;
}

export const clock = at => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const dayOf = at => new Date(at).toDateString();
/* Days are told from the simulator's own now, which may be jumped. */
export function day(at, now) {
  if (dayOf(at) === dayOf(now)) return "Today";
  if (dayOf(at) === dayOf(now - 864e5)) return "Yesterday";
  return new Date(at).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}
export const sameDay = (a, b) => dayOf(a) === dayOf(b);
