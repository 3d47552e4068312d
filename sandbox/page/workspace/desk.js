// One person's desk in Slack, and the contexts in which blocks live there.

import { Desk } from "../desk.js";
import { slack } from "../people.js";
import { asks } from "./confirm.js";
import { namesOf } from "./names.js";
import { sendsAction, stateKeeper } from "./states.js";

const ANSWER_SECONDS = 3; // Slack's own limit for commands, clicks and forms

export class SlackDesk extends Desk {
  who = null;
  sheets = null; // where "are you sure?" dialogs open; set by the pane
  #keepers = new Map();

  constructor({ tell, onView }) {
    super({ api: slack, patience: ANSWER_SECONDS, emptyView: { conversations: [], modals: [], home: null }, tell, onView });
  }

  async loadRoster() {
    await super.loadRoster();
    if (this.roster) this.who = namesOf(this.roster);
  }

  async sitDown(user) {
    this.#keepers.clear();
    await super.sitDown(user);
  }

  suggest(body) {
    return this.act("suggest", body);
  }

  /** Names, lists and language for drawing texts and menus. */
  context() {
    const { names, users, channels, localeOf } = this.who;
    return { names, users, channels, locale: localeOf(this.user) };
  }

  /**
   * A context for the blocks of one message or view: `place` = {channel, ts} or {view_id}, `keeper` remembers choices.
   * `entered(state)` runs on Enter in a field that sends no action of its own.
   */
  blockContext(place, keeper, entered = () => {}) {
    const at = (block, element) => ({ ...place, block_id: block.block_id, action_id: element.action_id });
    return {
      ...this.context(),
      stateOf: keeper.stateOf,
      upload: (files) => this.act("upload", { files }),
      tell: this.tell,
      suggest: (block, element, query) => this.suggest({ ...at(block, element), value: query }),
      change: async (block, element, state, how) => {
        if (how === "chosen" && !(await asks(this.sheets, element.confirm, this.context()))) return false;
        keeper.record(block, element, state);
        const { type, ...choice } = state;
        if (sendsAction(block, element, how)) await this.act("click", { ...at(block, element), ...choice, values: keeper.values });
        else if (how === "entered") await entered();
        return true;
      },
    };
  }

  messageContext(channel, message) {
    if (!this.#keepers.has(message.ts)) this.#keepers.set(message.ts, stateKeeper());
    return {
      ...this.blockContext({ channel, ts: message.ts }, this.#keepers.get(message.ts)),
      shortcuts: this.roster?.shortcuts ?? [],
      shortcut: (callback_id) => this.act("shortcut", { callback_id, channel, ts: message.ts }),
    };
  }
}
