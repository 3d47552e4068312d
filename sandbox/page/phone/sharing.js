// The "+" of the phone: pictures and other files of this computer, and places.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { menuButton } from "../menu.js";
import { fileChooser } from "../upload.js";
import { word } from "../words.js";

const PLACES = [
  { key: "placeTokyo", title: "東京駅", address: "東京都千代田区丸の内1-9-1", latitude: 35.681236, longitude: 139.767125 },
  { key: "placeOsaka", title: "大阪駅", address: "大阪府大阪市北区梅田3-1-1", latitude: 34.702485, longitude: 135.495951 },
];

/** [chooser, button]; `act(deed, body)` sends one thing after the other, `tell(sentence)` says why one was not taken. */
export function sharing({ act, tell }) {
  const onFiles = async (files) => {
    for (const file of files) await act("file", file);
  };
  const input = fileChooser({ testid: "line-file", onFiles, tell });
  const place = ({ key, ...where }) => ({ label: word(key), value: key, choose: () => act("location", where) });
  const entries = () => [{ label: word("shareFile"), value: "file", choose: () => input.click() }, ...PLACES.map(place)];
  const button = menuButton({ class: "plain icon-button", "aria-label": word("share"), title: word("share"), data: { testid: "line-share" } }, icon("plus"), entries);
  return { nodes: [input, el("span", { class: "share" }, button)], button };
}
