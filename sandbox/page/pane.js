// What both sides of the page have in common: a person switcher over a desk, rebuilt when the language changes.

import { language, word } from "./words.js";

export class Pane {
  /**
   * @param {{root: HTMLElement, select: HTMLSelectElement, onPlace(place: object): void}} page
   * @param {{tell(sentence: string): void, clear(): void, node: HTMLElement}} notice
   * @param {Desk} desk
   */
  constructor(page, notice, desk) {
    Object.assign(this, { page, notice, desk });
    page.select.addEventListener("change", () => this.be(page.select.value));
  }

  current() {
    return this.desk.user;
  }

  refresh() {
    return this.desk.refresh();
  }

  fill(text) {
    this.composer.fill(text);
  }

  focus() {
    this.composer.box.focus();
  }

  /** Builds everything anew in the page's language; what is half typed stays. */
  rebuild() {
    const draft = this.composer?.box.value ?? "";
    this.notice.clear();
    this.build();
    if (draft) this.fill(draft);
    if (this.desk.roster) this.paintSelect();
    this.paint();
  }

  /** Fetches who is there, and sits down as `user` when somebody of that id is there, else stays or takes the first. */
  async reload(user, ...rest) {
    await this.desk.loadRoster();
    if (!this.desk.roster) return;
    const ids = this.playable();
    const asked = user ?? this.current(); // asked only now: somebody may have sat down meanwhile
    const wanted = ids.includes(asked) ? asked : ids[0];
    if (wanted === undefined) this.notice.tell(word("nobody"));
    else if (wanted !== this.current()) await this.be(wanted, ...rest);
    else await this.refresh();
    this.paintSelect();
  }

  paintSelect() {
    const print = JSON.stringify([this.current(), this.desk.roster.users, language()]);
    const { select } = this.page;
    if (select.dataset.print === print) return; // redrawing would close the list under the person's hand
    select.dataset.print = print;
    select.replaceChildren(...this.options());
  }
}
