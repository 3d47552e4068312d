// One person at one app: who it is, what they see, and what they do. Slack's and LINE's panes build on it.

import { oneAtATime } from "./dom.js";
import { complaint, refusal } from "./notice.js";

export class Desk {
  user = null;
  roster = null;

  /** Fetches the person's view again; calls `onView` when it came. */
  refresh = oneAtATime(() => this.#fetchView());

  /**
   * @param {{api: {roster(), view(user), act(user, deed, body)}, patience: number, emptyView: object, tell(sentence: string): void, onView(): void}} settings
   *   `patience` = seconds after which the platform gives up on the bot
   */
  constructor({ api, patience, emptyView, tell, onView }) {
    Object.assign(this, { api, patience, emptyView, tell, onView, view: emptyView });
  }

  async loadRoster() {
    const roster = await this.#guarded(() => this.api.roster());
    if (roster) this.roster = roster;
  }

  async sitDown(user) {
    this.user = user;
    this.view = this.emptyView;
    await this.refresh();
  }

  /** What the person does. Tells about a refusal, a late or a failing bot; answers the town's answer, or null when refused. */
  async act(deed, body) {
    const answer = await this.#guarded(() => this.api.act(this.user, deed, body));
    const trouble = answer?.errors ? null : complaint(answer, this.patience);
    if (trouble) this.tell(trouble);
    this.refresh();
    return answer;
  }

  async #fetchView() {
    const { user } = this;
    if (!user) return;
    const view = await this.#guarded(() => this.api.view(user));
    if (!view || user !== this.user) return; // somebody else sat down meanwhile
    this.view = view;
    this.onView();
  }

  async #guarded(call) {
    try {
      return await call();
    } catch (error) {
      this.tell(refusal(error));
      return null;
    }
  }
}
