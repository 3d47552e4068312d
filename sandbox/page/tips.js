// "Try this": the short way through the product, as lines that fill a composer when clicked.

import { el } from "./dom.js";
import { language, word } from "./words.js";

const TIPS = [
  { pane: "slack", line: "/customer new 株式会社サクラ 田中一郎", ja: "お客様を登録", en: "Add a customer" },
  { pane: "slack", line: "/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話", ja: "訪問を記録", en: "Log a visit" },
  { pane: "slack", line: "/customer invite 田中", ja: "LINE に招待", en: "Invite to LINE" },
  { pane: "slack", line: "/survey nps 田中", ja: "満足度を聞く", en: "Ask for a score" },
  { pane: "line", line: "先日はありがとうございました。見積の件、よろしくお願いします。", ja: "お客様から一言", en: "Write as the customer" },
];

function card(tip, index, onPick) {
  const title = tip[language()];
  return el("button", { type: "button", class: "tip", title: tip.line, on: { click: () => onPick(tip.pane, tip.line) } },
    el("span", { class: "tip-number", "aria-hidden": "true" }, String(index + 1)),
    el("span", { class: "tip-title" }, title, el("span", { class: "tip-pane" }, tip.pane === "slack" ? "Slack" : "LINE")),
    el("code", { class: "tip-line", lang: "ja" }, tip.line));
}

/** Draws the hints into `root`; `onPick(pane, line)` fills that pane's composer. */
export function showTips(root, onPick) {
  root.setAttribute("aria-label", word("tips"));
  root.replaceChildren(...TIPS.map((tip, index) => card(tip, index, onPick)));
}
