// A quiet strip that says when the bot failed or was slow; it never covers what one is doing.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { TownError } from "./people.js";
import { word } from "./words.js";

const SHOWN_MS = 12_000;

/** @returns {{node: HTMLElement, tell(sentence: string): void, clear(): void}} */
export function noticeStrip() {
  const node = el("div", { class: "notice", role: "status", hidden: true, data: { testid: "notice" } });
  let timer = 0;

  function clear() {
    clearTimeout(timer);
    node.hidden = true;
    node.replaceChildren();
  }

  function tell(sentence) {
    clear();
    const close = el("button", { type: "button", class: "notice-close", "aria-label": word("close"), on: { click: clear } }, icon("close", 16));
    node.append(icon("warn", 18), el("span", {}, sentence), close);
    node.hidden = false;
    timer = setTimeout(clear, SHOWN_MS);
  }

  return { node, tell, clear };
}

/** A sentence when the bot's answer {status, ms, error} was an error or later than `limit` seconds, otherwise null. */
export function complaint(answer, limit) {
  const { status, ms, error } = answer ?? {};
  if (status === undefined) return null;
  if (error === "connection_failed") return word("notRunning");
  if (status >= 300) return word("botError", { status });
  if (error && !error.endsWith("timeout")) return word("platformRefused", { detail: error });
  if (!status) return word("noAnswer", { seconds: limit });
  if (ms > limit * 1000) return word("tooSlow", { ms: Math.round(ms), seconds: limit });
  return null;
}

/** The sentence for a call that the town refused or that never reached it; other errors are thrown on. */
export function refusal(error) {
  if (!(error instanceof TownError)) throw error;
  if (error.status === 0) return word("townGone");
  return word("townRefused", { status: error.status, detail: error.message });
}
