// Block Kit's rich_text block and its kin: rich_text, markdown and table.

import { el, fragment } from "../dom.js";
import { anchor } from "../links.js";
import { slackDate } from "../moments.js";
import { emojiOf } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

const WRAPS = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"], ["underline", "u"]];

function emojiText(element) {
  if (element.unicode) return String.fromCodePoint(...element.unicode.split("-").map((code) => Number.parseInt(code, 16)));
  return emojiOf(element.name) ?? `:${element.name}:`;
}

const LEAVES = {
  text: (element) => element.text,
  link: (element) => anchor(element.url, element.text ?? element.url),
  emoji: emojiText,
  user: (element, context) => el("span", { class: "mention" }, `@${context.names.user(element.user_id) ?? element.user_id}`),
  channel: (element, context) => el("span", { class: "mention" }, `#${context.names.channel(element.channel_id) ?? element.channel_id}`),
  usergroup: (element) => el("span", { class: "mention" }, `@${element.usergroup_id}`),
  broadcast: (element) => el("span", { class: "mention" }, `@${element.range}`),
  date: (element, context) => slackDate(element.timestamp, element.format, context.locale),
  color: (element) => fragment(el("span", { class: "swatch", style: { "background-color": element.value } }), element.value),
};

function leaf(element, context) {
  const make = LEAVES[element.type];
  let node = make ? make(element, context) : element.text ?? "";
  for (const [style, tag] of WRAPS) if (element.style?.[style]) node = el(tag, {}, node);
  return node;
}

function leaves(elements, context) {
  return elements.map((element) => leaf(element, context));
}

function list(part, context) {
  const items = part.elements.map((item) => el("li", {}, leaves(item.elements, context)));
  const ordered = part.style === "ordered";
  const node = el(ordered ? "ol" : "ul", { class: "rich-list", start: ordered && part.offset ? part.offset + 1 : undefined }, items);
  node.style.marginInlineStart = `${(part.indent ?? 0) * 1.5}em`;
  return node;
}

const PARTS = {
  rich_text_section: (part, context) => el("div", { class: "rich-section" }, leaves(part.elements, context)),
  rich_text_list: list,
  rich_text_preformatted: (part, context) => el("pre", {}, leaves(part.elements, context)),
  rich_text_quote: (part, context) => el("blockquote", {}, leaves(part.elements, context)),
};

export function richText(block, context) {
  return fragment(...block.elements.map((part) => PARTS[part.type]?.(part, context)));
}

/** Standard Markdown as far as messages use it: headings and lists become bold lines and bullets of mrkdwn. */
export function markdown(block, context) {
  const text = block.text
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/^#{1,6} +(.+)$/gm, "*$1*")
    .replace(/\*\*(.+?)\*\*/g, "*$1*")
    .replace(/~~(.+?)~~/g, "~$1~")
    .replace(/^(\s*)[-*] +/gm, "$1• ");
  return el("div", { class: "mrkdwn" }, mrkdwn(text, context));
}

function cell(content, tag, setting, context) {
  const body = content.type === "rich_text" ? richText(content, context) : content.text ?? "";
  return el(tag, { style: { "text-align": setting?.align } }, body);
}

export function table(block, context) {
  const rows = block.rows.map((row, index) =>
    el("tr", {}, row.map((content, column) => cell(content, index === 0 ? "th" : "td", block.column_settings?.[column], context))));
  return el("div", { class: "table-scroll", tabIndex: 0 }, el("table", {}, rows));
}
