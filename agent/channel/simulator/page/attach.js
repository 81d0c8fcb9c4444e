/* What a customer can attach. The simulator makes up the file behind it. */
import { $, button } from "/page/parts.js";

const KINDS = [
  ["▣", "Photo", () => ({ type: "image", image: { caption: $("words").value.trim() } })],
  ["♪", "Voice message", () => ({ type: "audio", audio: { mime_type: "audio/ogg; codecs=opus", voice: true } })],
  ["▤", "Document", () => ({ type: "document", document: { filename: "insurance.pdf", caption: $("words").value.trim() } })],
  ["✿", "Sticker", () => ({ type: "sticker", sticker: { animated: false } })],
  ["⌖", "Location", () => ({ type: "location", location: { latitude: 32.2432, longitude: 77.1892, name: "Manali", address: "Himachal Pradesh, India" } })],
  ["☺", "Contact", () => ({ type: "contacts", contacts: [{ name: { formatted_name: "Mina Thapa" }, phones: [{ phone: "+977 1 5550 123" }] }] })],
];

export function attachments(send) {
  const menu = $("menu"), opener = $("attach");
  const close = back => { menu.hidden = true; opener.setAttribute("aria-expanded", false); if (back) opener.focus(); };
  menu.replaceChildren(...KINDS.map(([sign, name, payload]) => {
    const item = button("", `${sign} ${name}`, async () => { close(); if (await send({ payload: clean(payload()) })) $("words").value = ""; $("words").focus(); });
    item.role = "menuitem";
    return item;
  }));
  opener.onclick = () => {
    const opens = menu.hidden;
    menu.hidden = !opens; opener.setAttribute("aria-expanded", opens);
    if (opens) menu.firstChild.focus();
  };
  menu.onkeydown = event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], items = [...menu.children];
    if (event.key === "Escape") { event.stopPropagation(); close(true); }
    if (step) { event.preventDefault(); items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus(); }
  };
  document.addEventListener("click", event => { if (!menu.hidden && !event.target.closest("#menu, #attach")) close(); });
}
/* WhatsApp sends no empty captions. */
function clean(payload) {
  const node = payload[payload.type];
  if (node.caption === "") delete node.caption;
  return payload;
}
