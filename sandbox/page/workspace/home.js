// The bot's Home tab.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { keyedList } from "../keyed.js";
import { word } from "../words.js";
import { blockNodes } from "./blocks.js";
import { stateKeeper } from "./states.js";

/** `show(view | null)` draws what the bot has published for the person at this desk. */
export function homeTab(desk) {
  const node = el("div", { class: "home", hidden: true, tabIndex: 0, data: { testid: "slack-home" } });
  const list = keyedList(node);
  const keeper = stateKeeper();

  const emptyRow = () => ({ key: "empty", print: "", build: () => el("p", { class: "log-empty faint" }, icon("home"), word("homeEmpty")) });
  const viewRow = (view) => ({
    key: "view",
    print: JSON.stringify([view.id, view.blocks]),
    build: () => el("div", { class: "home-blocks" }, blockNodes(view.blocks, desk.blockContext({ view_id: view.id }, keeper))),
  });

  return { node, show: (view) => list.show([view ? viewRow(view) : emptyRow()]) };
}
