// Slack's modals: the top view of the stack as a dialog over the workspace.

import { el, freshId } from "../dom.js";
import { icon } from "../icons.js";
import { word } from "../words.js";
import { blockNodes, showFault } from "./blocks.js";
import { faultOf, stateKeeper } from "./states.js";
import { plain } from "./texts.js";

function printOf(view, depth) {
  return JSON.stringify([view.id, view.title, view.submit, view.close, view.blocks, view.submit_disabled, depth]);
}

/** Checks the fields as Slack's client does before anything is sent; answers {block_id: sentence}. */
function clientFaults(view, keeper) {
  const faults = {};
  for (const block of view.blocks) {
    if (block.type !== "input") continue;
    const fault = faultOf(block, keeper.stateOf(block, block.element));
    if (fault) faults[block.block_id] = fault;
  }
  return faults;
}

export class ModalStack {
  #open = null; // {sheet, dialog, print, id}

  /**
   * @param {SlackDesk} desk
   * @param {Map} keepers what was typed, by view id; kept outside so that it survives a change of the page's language
   * @param {(dialog: HTMLElement | null) => void} placeNotice moves the notice strip into the dialog, or back
   */
  constructor(desk, keepers, placeNotice) {
    Object.assign(this, { desk, keepers, placeNotice });
  }

  /** Shows the top of the stack of views; to be called whenever the stack may have changed. */
  show(views) {
    for (const id of this.keepers.keys()) if (!views.some((each) => each.id === id)) this.keepers.delete(id);
    const view = views.at(-1);
    const print = view && printOf(view, views.length);
    if (this.#open?.print === print) return;
    if (this.#open && this.#open.id === view?.id) this.#renew(view, views.length, print);
    else this.#replace(view, views.length, print);
  }

  #keeperOf(view) {
    if (!this.keepers.has(view.id)) this.keepers.set(view.id, stateKeeper());
    return this.keepers.get(view.id);
  }

  #contextFor(view) {
    const context = this.desk.blockContext({ view_id: view.id }, this.#keeperOf(view), () => view.submit && this.#submit(view));
    const change = (block, ...rest) => {
      if (this.#open) showFault(this.#open.dialog, block.block_id, null);
      return context.change(block, ...rest);
    };
    return { ...context, change };
  }

  async #submit(view) {
    const keeper = this.#keeperOf(view);
    const faults = clientFaults(view, keeper);
    if (Object.keys(faults).length) return this.#showFaults(faults);
    const button = this.#open.dialog.querySelector(".submit");
    if (button.ariaBusy === "true") return null;
    button.ariaBusy = "true";
    const answer = await this.desk.act("submit", { view_id: view.id, values: keeper.valuesOf(view.blocks) });
    button.ariaBusy = "false";
    if (answer?.errors && this.#open?.id === view.id) this.#showFaults(answer.errors);
    return null;
  }

  #showFaults(faults) {
    const { dialog } = this.#open;
    const strays = Object.entries(faults).filter(([blockId, sentence]) => !showFault(dialog, blockId, sentence));
    if (strays.length) this.desk.tell(strays.map(([, sentence]) => sentence).join(" "));
    dialog.querySelector("[aria-invalid=true]")?.focus();
  }

  #close(view, all = false) {
    return this.desk.act("close", all ? { view_id: view.id, all } : { view_id: view.id });
  }

  #head(view, depth, titleId) {
    const back = el("button", { type: "button", class: "plain icon-button", "aria-label": word("back"), on: { click: () => this.#close(view) } }, icon("back"));
    return el("header", { class: "sheet-head" },
      depth > 1 ? back : null,
      el("h3", { id: titleId }, plain(view.title)),
      el("button", { type: "button", class: "plain icon-button", "aria-label": word("close"), data: { testid: "slack-modal-close" }, on: { click: () => this.#close(view, true) } }, icon("close")));
  }

  #foot(view) {
    const needsSubmit = view.submit || view.blocks.some((block) => block.type === "input");
    const cancel = plain(view.close) || word(needsSubmit ? "cancel" : "close");
    return el("footer", { class: "sheet-foot" },
      el("button", { type: "button", class: "bk-button", data: { testid: "slack-modal-cancel" }, on: { click: () => this.#close(view) } }, cancel),
      needsSubmit ? el("button", { type: "button", class: "bk-button primary submit", disabled: view.submit_disabled === true, data: { testid: "slack-modal-submit" }, on: { click: () => this.#submit(view) } }, plain(view.submit) || word("submit")) : null);
  }

  #build(view, depth) {
    const titleId = freshId("modal");
    const body = el("div", { class: "sheet-body" }, blockNodes(view.blocks, this.#contextFor(view)));
    const first = body.querySelector("input:not([type=file]), textarea, .chooser, button");
    if (first) first.dataset.firstFocus = "";
    return el("div", { class: "sheet modal", role: "dialog", "aria-modal": "true", "aria-labelledby": titleId, data: { testid: "slack-modal", viewId: view.id, callbackId: view.callback_id } },
      this.#head(view, depth, titleId), body, this.#foot(view));
  }

  /** The same view with new content: the dialog stays, so that the focus does not jump out of it. */
  #renew(view, depth, print) {
    const { dialog } = this.#open;
    const actionId = document.activeElement?.dataset?.actionId;
    const held = dialog.contains(document.activeElement);
    const fresh = this.#build(view, depth);
    this.placeNotice(null);
    dialog.setAttribute("aria-labelledby", fresh.getAttribute("aria-labelledby"));
    dialog.replaceChildren(...fresh.childNodes);
    this.placeNotice(dialog);
    this.#open.print = print;
    if (!held) return;
    const heir = actionId && dialog.querySelector(`[data-action-id="${CSS.escape(actionId)}"]`);
    (heir ?? dialog).focus();
  }

  #replace(view, depth, print) {
    this.placeNotice(null);
    this.#open?.sheet.close();
    this.#open = null;
    if (!view) return;
    const dialog = this.#build(view, depth);
    this.placeNotice(dialog);
    this.#open = { dialog, print, id: view.id };
    this.#open.sheet = this.desk.sheets.open(dialog, () => this.#close(view));
  }
}
