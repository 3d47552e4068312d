// Links and pictures. The page loads pictures from this machine only and opens nothing by itself.

import { el, fragment } from "./dom.js";

const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);
const LOOPBACK = new Set(["127.0.0.1", "localhost"]);
const BARE_URL = /https?:\/\/[^\s<>|、。「」『』()【】]+/g;

function parse(url) {
  try {
    return new URL(url, location.href);
  } catch {
    return null; // a broken link from a message is shown as plain text
  }
}

/** LINE takes https addresses only, but nothing on this machine speaks TLS: those are fetched over http. */
function reachable(parsed) {
  if (parsed.protocol === "https:" && LOOPBACK.has(parsed.hostname)) parsed.protocol = "http:";
  return parsed.href;
}

/** `url` when it may stand in a link (no javascript: and the like), otherwise null. */
export function safeHref(url) {
  const parsed = parse(url);
  return parsed && SAFE_SCHEMES.has(parsed.protocol) ? reachable(parsed) : null;
}

/** Where to fetch a picture that lives on this machine, or null: the sandbox needs nothing from the internet. */
export function localPicture(url) {
  if (/^data:image\/(png|jpeg|gif|webp);/i.test(url ?? "")) return url;
  const parsed = url ? parse(url) : null;
  if (!parsed || !["http:", "https:"].includes(parsed.protocol)) return null;
  if (parsed.origin === location.origin) return parsed.href;
  return LOOPBACK.has(parsed.hostname) ? reachable(parsed) : null;
}

/** The text that a https://line.me/R/oaMessage/@id/?text link puts into LINE's composer, or null for other links. */
export function messageOf(url) {
  const parsed = parse(url);
  if (!parsed || parsed.hostname !== "line.me" || !parsed.pathname.toLowerCase().startsWith("/r/oamessage/")) return null;
  const query = parsed.search.slice(1);
  try {
    return decodeURIComponent(query);
  } catch {
    return query; // LINE shows what it cannot decode as it stands
  }
}

/** {channel, ts} of a link to a Slack message, or null. */
function permalinkOf(url) {
  const parsed = parse(url);
  const found = parsed?.hostname.endsWith(".slack.com") && parsed.pathname.match(/^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/);
  return found ? { channel: found[1], ts: `${found[2]}.${found[3]}` } : null;
}

/** The event by which this page itself follows a link, or null when the link leads outside. */
function innerWay(url) {
  const text = messageOf(url);
  if (text !== null) return new CustomEvent("kizuna:fill", { detail: { pane: "line", text } });
  const message = permalinkOf(url);
  return message && new CustomEvent("kizuna:goto", { detail: message });
}

/**
 * Follows a link as the apps do: one that opens LINE's composer fills the phone on this page, one to a Slack message
 * scrolls there, any other safe one opens a new tab.
 */
export function follow(url) {
  const inner = innerWay(url);
  const href = safeHref(url);
  if (inner) document.dispatchEvent(inner);
  else if (href) window.open(href, "_blank", "noopener,noreferrer");
}

/** A link element for `url` that is followed as above; only its words when the address is not safe. */
export function anchor(url, ...children) {
  const href = safeHref(url);
  if (!href) return fragment(...children);
  const onClick = (event) => {
    const inner = innerWay(href);
    if (!inner) return;
    event.preventDefault();
    document.dispatchEvent(inner);
  };
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", on: { click: onClick } }, ...children);
}

/** Text with its bare web addresses made into links. */
export function linkified(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(BARE_URL)) {
    parts.push(text.slice(at, match.index), anchor(match[0], match[0]));
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return fragment(...parts);
}
