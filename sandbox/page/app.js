// Starts the page: both panes, the live wire between them and the town, tabs on a phone, language and hints.

import { el } from "./dom.js";
import { LinePane } from "./phone/pane.js";
import { readPlace, writePlace } from "./place.js";
import { listen } from "./stream.js";
import { showTips } from "./tips.js";
import { language, setLanguage, word } from "./words.js";
import { SlackPane } from "./workspace/pane.js";

const NARROW = matchMedia("(max-width: 899px)");
const LANGUAGES = [["ja", "日本語"], ["en", "English"]];
const PANES = [["slack", "Slack"], ["line", "LINE"]];

const byId = (id) => document.getElementById(id);

function showing() {
  return document.body.dataset.showing;
}

const panes = {};

/** Brings a pane to the front where only one fits (on a phone). */
function bring(pane) {
  document.body.dataset.showing = pane;
  writePlace({ pane });
  paintTabs();
  byId(`tab-${pane}`).classList.remove("news");
  panes.slack.paint();
}

function onTabKey(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  bring(showing() === "slack" ? "line" : "slack");
  byId(`tab-${showing()}`).focus();
}

function paintTabs() {
  byId("tabs").setAttribute("aria-label", word("panes"));
  for (const [pane] of PANES) {
    const tab = byId(`tab-${pane}`);
    const isShown = showing() === pane;
    tab.setAttribute("aria-selected", String(isShown));
    tab.tabIndex = isShown ? 0 : -1;
  }
}

function buildTabs() {
  const tabs = PANES.map(([pane, name]) =>
    el("button", { type: "button", role: "tab", id: `tab-${pane}`, class: "side-tab", "aria-controls": pane, data: { testid: `tab-${pane}` }, on: { click: () => bring(pane), keydown: onTabKey } }, name));
  byId("tabs").replaceChildren(...tabs);
}

function fill(pane, text) {
  if (NARROW.matches) bring(pane);
  panes[pane].fill(text);
}

function paintLanguages() {
  byId("languages").setAttribute("aria-label", word("language"));
  const buttons = LANGUAGES.map(([code, name]) =>
    el("button", { type: "button", class: "language", lang: code, "aria-pressed": String(code === language()), on: { click: () => speak(code) } }, name));
  byId("languages").replaceChildren(...buttons);
}

function speak(code) {
  setLanguage(code);
  writePlace({ language: code === "ja" ? null : code });
  paintLanguages();
  paintTabs();
  paintLive();
  showTips(byId("tips"), fill);
  for (const pane of Object.values(panes)) pane.rebuild();
  byId("languages").querySelector("[aria-pressed=true]").focus();
}

function toggleTips() {
  const tips = byId("tips");
  tips.hidden = !tips.hidden;
  byId("tips-toggle").setAttribute("aria-expanded", String(!tips.hidden));
}

/** "New for …": a way to the person whose screen just changed while another one is shown. */
function announce(place, user) {
  const name = panes[place].nameOf(user);
  if (!name) return;
  const strip = byId(`${place}-arrivals`);
  const go = () => {
    strip.replaceChildren();
    panes[place].be(user);
  };
  strip.replaceChildren(el("button", { type: "button", class: "arrival", data: { testid: `${place}-arrival` }, on: { click: go } }, word("arrival", { name })));
}

function pulse(place) {
  const bond = byId("bond");
  bond.classList.remove("from-slack", "from-line");
  void bond.offsetWidth; // restarts the animation
  bond.classList.add(`from-${place}`);
}

function onChange({ place, user, conversation }) {
  const pane = panes[place];
  if (!pane) return;
  const isMine = !user || user === pane.current();
  if ((!user && !conversation) || (user && !pane.nameOf(user))) pane.reload(); // people came, went or changed
  else if (isMine) pane.refresh();
  else if (place === "line" || conversation) announce(place, user);
  if (showing() !== place) byId(`tab-${place}`).classList.add("news");
  pulse(place);
}

function paintLive() {
  const live = byId("live");
  live.textContent = word(live.classList.contains("lost") ? "lost" : "live");
}

function onState(isLive) {
  byId("live").classList.toggle("lost", !isLive);
  paintLive();
  if (isLive) Promise.all([panes.slack.reload(), panes.line.reload()]);
}

/** F6 jumps between the two panes, as it does between the parts of Slack's own window. */
function onKey(event) {
  if (event.key !== "F6") return;
  event.preventDefault();
  const other = byId("line").contains(document.activeElement) ? "slack" : "line";
  if (NARROW.matches) bring(other);
  panes[other].focus();
}

function followHash() {
  const place = readPlace();
  if (place.slack && place.slack !== panes.slack.current()) panes.slack.be(place.slack, place.conversation);
  else if (place.conversation) panes.slack.open(place.conversation);
  if (place.line && place.line !== panes.line.current()) panes.line.be(place.line);
}

async function start() {
  const place = readPlace();
  setLanguage(place.language ?? "ja");
  document.body.dataset.showing = place.pane === "line" ? "line" : "slack";
  buildTabs();
  panes.slack = new SlackPane({ root: byId("workspace"), select: byId("slack-person"), onPlace: writePlace, isVisible: () => !document.hidden && (!NARROW.matches || showing() === "slack") });
  panes.line = new LinePane({ root: byId("phone"), select: byId("line-person"), onPlace: writePlace });
  paintTabs();
  paintLanguages();
  showTips(byId("tips"), fill);
  byId("tips-toggle").addEventListener("click", toggleTips);
  document.addEventListener("kizuna:fill", ({ detail }) => fill(detail.pane, detail.text));
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", followHash);
  await Promise.all([panes.slack.reload(place.slack, place.conversation), panes.line.reload(place.line)]);
  listen("people/stream", { onChange, onState });
}

start();
