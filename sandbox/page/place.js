// What the address says after "#": slack=U…&line=U…&c=D…, so that a link opens a given pair of people.

const NAMES = { slack: "slack", line: "line", conversation: "c", pane: "pane", language: "lang" };

/** @returns {{slack?: string, line?: string, conversation?: string, pane?: string, language?: string}} */
export function readPlace() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const place = {};
  for (const [key, name] of Object.entries(NAMES)) {
    const value = parameters.get(name);
    if (value) place[key] = value;
  }
  return place;
}

/** Merges `changes` into the address without adding to the browser's history. */
export function writePlace(changes) {
  const place = { ...readPlace(), ...changes };
  const parameters = new URLSearchParams();
  for (const [key, name] of Object.entries(NAMES)) {
    if (place[key]) parameters.set(name, place[key]);
  }
  history.replaceState(null, "", `#${parameters}`);
}
