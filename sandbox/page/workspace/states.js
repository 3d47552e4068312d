// What stands in a Block Kit element, in the shape of Slack's view.state.values, and the client's own checks of it.

import { word } from "../words.js";

const FIELDS = {
  plain_text_input: ["value", "initial_value", null],
  number_input: ["value", "initial_value", null],
  email_text_input: ["value", "initial_value", null],
  url_text_input: ["value", "initial_value", null],
  rich_text_input: ["rich_text_value", "initial_value", null],
  static_select: ["selected_option", "initial_option", null],
  external_select: ["selected_option", "initial_option", null],
  users_select: ["selected_user", "initial_user", null],
  conversations_select: ["selected_conversation", "initial_conversation", null],
  channels_select: ["selected_channel", "initial_channel", null],
  multi_static_select: ["selected_options", "initial_options", []],
  multi_external_select: ["selected_options", "initial_options", []],
  multi_users_select: ["selected_users", "initial_users", []],
  multi_conversations_select: ["selected_conversations", "initial_conversations", []],
  multi_channels_select: ["selected_channels", "initial_channels", []],
  checkboxes: ["selected_options", "initial_options", []],
  radio_buttons: ["selected_option", "initial_option", null],
  datepicker: ["selected_date", "initial_date", null],
  timepicker: ["selected_time", "initial_time", null],
  datetimepicker: ["selected_date_time", "initial_date_time", null],
  file_input: ["files", "", []],
};

/** The key that holds the choice of an element of this type, e.g. "selected_date". */
export function stateKey(type) {
  return FIELDS[type]?.[0];
}

/** The element's state before anybody touched it, or null for buttons and the like. */
export function initialState(element) {
  const field = FIELDS[element.type];
  if (!field) return null;
  const [key, initial, empty] = field;
  return { type: element.type, [key]: element[initial] ?? empty };
}

/** The element's state with `choice` in it. */
export function stateWith(element, choice) {
  return { type: element.type, [stateKey(element.type)]: choice };
}

function isEmpty(choice) {
  return choice === null || choice === undefined || choice === "" || (Array.isArray(choice) && choice.length === 0);
}

function textFault(element, text) {
  if (text.length < (element.min_length ?? 0)) return word("tooShort", { n: element.min_length });
  if (text.length > (element.max_length ?? 3000)) return word("tooLong", { n: element.max_length ?? 3000 });
  return null;
}

function numberFault(element, text) {
  const number = Number(text);
  if (Number.isNaN(number)) return word("notNumber");
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return word("notWhole");
  if (element.min_value !== undefined && number < Number(element.min_value)) return word("tooSmall", { n: element.min_value });
  if (element.max_value !== undefined && number > Number(element.max_value)) return word("tooBig", { n: element.max_value });
  return null;
}

function filesFault({ filetypes, max_files: most = 10 }, files) {
  const stranger = filetypes && files.find((file) => !filetypes.includes(file.filetype));
  if (stranger) return word("wrongFileType", { name: stranger.name, types: filetypes.join(", ") });
  return files.length > most ? word("tooManyFiles", { n: most }) : null;
}

const FAULTS = {
  file_input: filesFault,
  plain_text_input: textFault,
  number_input: numberFault,
  email_text_input: (element, text) => (/^\S+@\S+\.\S+$/.test(text) ? null : word("notMail")),
  url_text_input: (element, text) => (/^https?:\/\/\S+$/.test(text) ? null : word("notLink")),
};

/** A sentence about what Slack's client itself would refuse in an input block, or null. */
export function faultOf(block, state) {
  const choice = state?.[stateKey(block.element.type)];
  if (isEmpty(choice)) return block.optional ? null : word("needed");
  return FAULTS[block.element.type]?.(block.element, choice) ?? null;
}

/** Remembers what a person put into the elements of one message or view, by block_id and action_id. */
export function stateKeeper() {
  const values = {};
  return {
    values,
    stateOf(block, element) {
      const known = values[block.block_id]?.[element.action_id];
      return known?.type === element.type ? known : initialState(element);
    },
    /** What stands in these blocks: a form that became another one keeps its id, but not what the first one asked. */
    valuesOf(blocks) {
      return Object.fromEntries(blocks.filter((each) => each.block_id in values).map((each) => [each.block_id, values[each.block_id]]));
    },
    record(block, element, state) {
      if (!stateKey(element.type)) return;
      values[block.block_id] ??= {};
      values[block.block_id][element.action_id] = state;
    },
  };
}

/** Whether this change sends block_actions: outside input blocks any finished choice, inside only with dispatch_action. */
export function sendsAction(block, element, how) {
  if (block.type !== "input") return how === "chosen";
  if (!block.dispatch_action) return false;
  if (how === "chosen") return true;
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return triggers.includes(how === "entered" ? "on_enter_pressed" : "on_character_entered");
}
