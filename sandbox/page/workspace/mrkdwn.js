// Slack's mrkdwn → nodes: *bold* _italic_ ~strike~ `code` ```block``` > quote <links> :emoji:.

import { el, fragment } from "../dom.js";
import { anchor } from "../links.js";
import { slackDate } from "../moments.js";
import { emojiOf } from "./emoji.js";

const FENCE = /```\n?([\s\S]*?)```/g;
const QUOTE = /^(?:>|&gt;) ?/;
const TOKEN = /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+):(?::skin-tone-\d:)?|(https?:\/\/[^\s<>|、。「」()]+)|([*_~])/g;
const STYLES = { "*": "strong", _: "em", "~": "s" };

// Slack forms bold and its kin only between spaces or punctuation. Japanese has no spaces, so `は*重要*です`
// stays as typed there; showing it bold here would hide the mistake.
const WORDLIKE = /[\p{L}\p{N}]/u;

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function isEdge(character) {
  return !character || !WORDLIKE.test(character);
}

/** Index of the mark that closes the one at `start`, or -1 when it is only a character. */
function closing(text, start) {
  const mark = text[start];
  if (!isEdge(text[start - 1]) || /\s/.test(text[start + 1] ?? " ")) return -1;
  for (let at = text.indexOf(mark, start + 2); at !== -1; at = text.indexOf(mark, at + 1)) {
    if (text.slice(start, at).includes("\n")) return -1;
    if (!/\s/.test(text[at - 1]) && isEdge(text[at + 1])) return at;
  }
  return -1;
}

function mention(label) {
  return el("span", { class: "mention" }, label);
}

function dateOf(body, context) {
  const [, seconds, template, link] = body.split("|")[0].split("^");
  const shown = slackDate(seconds, template, context.locale);
  return link ? anchor(link, shown) : el("time", { datetime: new Date(Number(seconds) * 1000).toISOString() }, shown);
}

function special(body, context) {
  const [name, label] = body.slice(1).split("|");
  if (name.startsWith("date^")) return dateOf(body, context);
  if (name.startsWith("subteam^")) return mention(label ?? `@${name.slice(8)}`);
  return mention(`@${name.split("^")[0]}`);
}

/** What stands between < and >: a person, a channel, a date, a broadcast or a link. */
function angled(body, context) {
  const [target, label] = body.split("|");
  if (target[0] === "@") return mention(`@${context.names.user(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target[0] === "#") return mention(`#${context.names.channel(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target[0] === "!") return special(body, context);
  const url = unescaped(target);
  return anchor(url, unescaped(label ?? url.replace(/^(mailto|tel):/, "")));
}

function styled(text, start, context) {
  const end = closing(text, start);
  if (end === -1) return null;
  return { node: el(STYLES[text[start]], {}, inline(text.slice(start + 1, end), context)), end: end + 1 };
}

function tokenNode(match, context) {
  const [, code, angle, emoji, url] = match;
  if (code) return el("code", {}, unescaped(code));
  if (angle) return angled(angle, context);
  if (url) return anchor(unescaped(url), unescaped(url));
  return emojiOf(emoji) ?? match[0];
}

function inline(text, context) {
  const parts = [];
  let at = 0;
  const pattern = new RegExp(TOKEN); // its own position: this function calls itself
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const mark = match[5] ? styled(text, match.index, context) : null;
    if (match[5] && !mark) continue;
    parts.push(unescaped(text.slice(at, match.index)), mark ? mark.node : tokenNode(match, context));
    at = mark ? mark.end : pattern.lastIndex;
    pattern.lastIndex = at;
  }
  parts.push(unescaped(text.slice(at)));
  return fragment(...parts);
}

function lines(text, context) {
  const groups = [];
  for (const row of text.split("\n")) {
    const quoted = QUOTE.test(row);
    const last = groups.at(-1);
    const content = quoted ? row.replace(QUOTE, "") : row;
    if (last && last.quoted === quoted) last.rows.push(content);
    else groups.push({ quoted, rows: [content] });
  }
  return groups.map(({ quoted, rows }) => {
    const body = inline(rows.join("\n"), context);
    return quoted ? el("blockquote", {}, body) : body;
  });
}

/** Nodes for a mrkdwn text. `context` = {names: {user(id), channel(id)}, locale}. */
export function mrkdwn(text, context) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(FENCE)) {
    const before = text.slice(at, match.index).replace(/\n$/, "");
    if (before) parts.push(...lines(before, context));
    parts.push(el("pre", {}, unescaped(match[1].replace(/\n$/, ""))));
    at = match.index + match[0].length;
    if (text[at] === "\n") at += 1;
  }
  if (at < text.length) parts.push(...lines(text.slice(at), context));
  return fragment(...parts);
}
