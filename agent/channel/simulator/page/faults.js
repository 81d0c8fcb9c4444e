/* The operator's drawer: what goes wrong, by hand. The short list by name, below it every switch there is. */
import { $, button, call, make } from "/page/parts.js";

const SHORT = [
  ["duplicate", "Deliver twice", "Every webhook comes twice, at the same moment.", 2],
  ["lose_answer", "Lose the answer", "The reply is taken, but the sender never hears of it.", true],
  ["lose_request", "Cut the connection", "The reply never arrives, and the sender cannot know.", true],
  ["drop_statuses", "Drop statuses", "No sent, delivered or read webhooks.", true],
  ["reorder_statuses", "Statuses out of order", "Read before delivered before sent.", true],
  ["status_before_answer", "Status before the answer", "The sender hears of its message before it knows its id.", true],
  ["delay_ms", "Slow network", "Each send is answered 3 seconds later.", 3000],
  ["no_signature", "Forged webhooks", "They come unsigned and must be refused.", true],
  ["strange_parts", "Unknown parts", "Keys, elements and a field that nobody documented.", true],
];
const REFUSALS = [[0, "No, take them"], [130429, "130429 too many messages"], [131056, "131056 too many to one customer"], [131048, "131048 number locked for spam"],
  [190, "190 token expired"], [368, "368 account restricted"], [131031, "131031 account locked"], [131016, "131016 service unavailable"], [131000, "131000 unknown fault"],
  [131009, "131009 bad parameter"]];
const FAILURES = [[0, "No, they arrive"], [131047, "131047 window closed"], [131026, "131026 not on WhatsApp"], [131049, "131049 held back"], [131050, "131050 marketing stopped"],
  [131053, "131053 media not taken"]];
const SPEEDS = [1, 60, 3600];
const JUMPS = [["+1 h", 3600], ["+25 h", 90000], ["+7 days", 604800]];
let schema, rest;

export async function drawer(report) {
  [schema, rest] = [(await call("/sim/switches")).properties, await call("/sim/faults")];
  let last = Promise.resolve();
  /* One after the other: no older answer is drawn over a newer one. */
  const set = changes => last = last.then(async () => {
    try { await draw(await call("/sim/faults", changes)); report(""); } catch (error) { report(error.message); await draw(await call("/sim/faults")); }
  });
  const draw = async now => {
    const clock = await clockPart(report), typing = document.activeElement, focused = typing?.dataset?.of, open = $("drawer").querySelector("details")?.open, at = $("drawer").scrollTop;
    $("drawer").replaceChildren(...shortList(now, set), clock, hands(report), everySwitch(now, set, open), reset(set));
    if (focused) again($("drawer").querySelector(`[data-of="${focused}"]`), typing);
    $("drawer").scrollTop = at;
    const active = Object.keys(schema).filter(name => changed(now, name)).length;
    $("active").textContent = active; $("active").hidden = !active;
    $("on").textContent = active ? `(${active} on)` : "";
  };
  await draw(rest);
}
/* What somebody is typing while the drawer is drawn anew stays, and counts when they leave the field. */
function again(field, typing) {
  field?.focus();
  if (field && ["text", "number"].includes(field.type) && field.value !== typing.value) { field.value = typing.value; field.onblur = field.onchange; }
}
const resting = name => schema[name].default ?? (schema[name].type === "array" ? [] : schema[name].type === "object" ? {} : 0);
const changed = (now, name) => JSON.stringify(now[name]) !== JSON.stringify(resting(name));

function shortList(now, set) {
  return [make("h3", "", "Make it go wrong"),
    ...SHORT.map(([name, title, what, on]) => toggle(`short-${name}`, title, what, changed(now, name), checked => set({ [name]: checked ? on : resting(name) }))),
    choice("error_code", "Refuse sends with code", REFUSALS, now.error_code, set),
    choice("fail_code", "Take sends, then fail them with", FAILURES, now.fail_code, set)];
}
function toggle(of, title, what, checked, onchange) {
  const label = make("label"), box = make("input"), words = make("span", "", title);
  box.type = "checkbox"; box.role = "switch"; box.checked = checked; box.dataset.of = of;
  box.onchange = () => onchange(box.checked);
  words.append(make("small", "", what)); label.append(box, words);
  return label;
}
function choice(name, title, options, value, set) {
  const label = make("label", "wide"), select = make("select");
  const all = options.some(([code]) => code === value) ? options : [...options, [value, String(value)]];
  select.append(...all.map(([code, text]) => Object.assign(make("option", "", text), { value: code, selected: code === value })));
  select.dataset.of = `short-${name}`;
  select.onchange = () => set({ [name]: Number(select.value) });
  label.append(make("span", "", title), select);
  return label;
}

async function clockPart(report) {
  const part = make("section"), now = await call("/sim/clock");
  const turn = async change => {
    try { await call("/sim/clock", change); part.replaceWith(await clockPart(report)); document.dispatchEvent(new Event("clock")); } catch (error) { report(error.message); }
  };
  const speeds = make("div", "row-of"), jumps = make("div", "row-of");
  speeds.append(...SPEEDS.map(speed => { const b = button("", `× ${speed}`, () => turn({ speed })); b.setAttribute("aria-pressed", now.speed === speed); return b; }));
  jumps.append(...JUMPS.map(([text, jump_s]) => button("", text, () => turn({ jump_s }))));
  part.append(make("h3", "", "Clock"), make("time", "", new Date(now.now).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" })), speeds, jumps);
  return part;
}
function hands(report) {
  const part = make("section"), row = make("div", "row-of"), said = make("p", "said");
  said.setAttribute("role", "status");
  const shake = async kind => {
    try {
      const found = await call("/sim/handshake", { kind });
      said.textContent = found.subscribed ? "Subscribed: 200, the challenge came back." : `Not subscribed: ${found.http || "no answer"}.`;
    } catch (error) { said.textContent = error.message; }
  };
  row.append(button("", "Right", () => shake("ok")), button("", "Wrong token", () => shake("bad_token")), button("", "Wrong mode", () => shake("wrong_mode")));
  part.append(make("h3", "", "Handshake with the webhook"), row, said);
  return part;
}

function everySwitch(now, set, open) {
  const box = make("details");
  box.open = Boolean(open);
  box.append(make("summary", "", `Every switch (${Object.keys(schema).length})`), ...Object.entries(schema).map(([name, about]) => field(name, about, now[name], set)));
  return box;
}
function field(name, about, value, set) {
  if (about.type === "boolean") return toggle(name, name, about.description, value, checked => set({ [name]: checked }));
  const label = make("label", "wide"), words = make("span", "", name);
  words.append(make("small", "", about.description));
  label.append(words, about.enum ? options(name, about.enum, value, set) : entry(name, about, value, set));
  return label;
}
function options(name, all, value, set) {
  const select = make("select");
  select.append(...all.map(each => Object.assign(make("option", "", each || "none"), { value: each, selected: each === value })));
  select.dataset.of = name;
  select.onchange = () => set({ [name]: select.value });
  return select;
}
/* Numbers as numbers; lists, objects and what may be several things as JSON. */
function entry(name, about, value, set) {
  const input = make("input"), number = ["integer", "number"].includes(about.type);
  input.type = number ? "number" : "text"; input.step = about.type === "number" ? "any" : "1";
  input.value = number ? value : JSON.stringify(value); input.dataset.of = name;
  input.onchange = () => {
    try { set({ [name]: JSON.parse(input.value) }); } catch { input.setCustomValidity("JSON, such as [\"delivered\"] or {\"34600000777\": 131026}"); input.reportValidity(); }
  };
  return input;
}
function reset(set) {
  return button("reset", "All back to rest", () => set(Object.fromEntries(Object.keys(schema).map(name => [name, resting(name)]))));
}
