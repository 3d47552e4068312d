// The select menus of Block Kit, as settings for the chooser.

import { Chooser } from "./chooser.js";
import { stateKey, stateWith } from "./states.js";
import { plain } from "./texts.js";

const DEFAULT_QUERY_LENGTH = 3; // Slack's own for external_select

function optionChoice(option, group) {
  return { value: option.value, label: plain(option.text), description: plain(option.description), group, raw: option };
}

function optionChoices({ options, option_groups: groups }) {
  if (groups?.length) return groups.flatMap((group) => group.options.map((option) => optionChoice(option, plain(group.label))));
  return (options ?? []).map((option) => optionChoice(option));
}

const idChoices = (people) => people.map(({ id, name }) => ({ value: id, label: name, raw: id }));

function sourceOf(kind, element, hooks) {
  if (kind === "users") return { choices: idChoices(hooks.users()) };
  if (kind === "channels") return { choices: idChoices(hooks.channels()) };
  if (kind === "conversations") return { choices: idChoices([...hooks.channels(), ...hooks.users()]) };
  if (kind === "static") return { choices: optionChoices(element) };
  return {
    shortest: element.min_query_length ?? DEFAULT_QUERY_LENGTH,
    load: async (query) => {
      const answer = await hooks.suggest(query);
      return answer && optionChoices(answer);
    },
  };
}

/** The chosen ids or options of a state, as choices; options carry their own words, ids are looked up. */
function chosenChoices(state, key, source) {
  const values = [state[key]].flat().filter(Boolean);
  return values.map((value) => {
    if (typeof value === "object") return optionChoice(value);
    return source.choices.find((choice) => choice.value === value) ?? { value, label: value, raw: value };
  });
}

function select(element, hooks) {
  const multiple = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "").replace("_select", "");
  const key = stateKey(element.type);
  const source = sourceOf(kind, element, hooks);
  const menu = new Chooser({
    ...source,
    multiple,
    limit: element.max_selected_items ?? Infinity,
    label: hooks.label || plain(element.placeholder),
    describedBy: hooks.describedBy,
    actionId: element.action_id,
    placeholder: plain(element.placeholder),
    chosen: chosenChoices(hooks.state, key, source),
    onChoose: (choices) => {
      const raws = choices.map((choice) => choice.raw);
      return hooks.change(stateWith(element, multiple ? raws : raws[0] ?? null), "chosen");
    },
  });
  return menu.node;
}

const TYPES = ["static", "external", "users", "conversations", "channels"];

export const SELECTS = Object.fromEntries(TYPES.flatMap((type) => [[`${type}_select`, select], [`multi_${type}_select`, select]]));
