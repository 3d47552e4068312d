// Who is who in the fake Slack, from GET /people/slack.

const SLACKBOT = "USLACKBOT";

function shownName(user) {
  return user.display_name || user.real_name || user.name || user.id;
}

/** Look-ups over the roster: names, lists for select menus, and one person's locale. */
export function namesOf(roster) {
  const users = new Map(roster.users.map((user) => [user.id, user]));
  const channels = new Map(roster.channels.map((channel) => [channel.id, channel]));
  const { bot } = roster;
  return {
    names: {
      user: (id) => (id === bot.user_id ? bot.name : id === SLACKBOT ? "Slackbot" : users.has(id) ? shownName(users.get(id)) : undefined),
      channel: (id) => channels.get(id)?.name,
    },
    users: () => roster.users.filter((user) => !user.is_bot && !user.deleted).map((user) => ({ id: user.id, name: shownName(user) })),
    channels: () => roster.channels.map(({ id, name }) => ({ id, name: `#${name}` })),
    mentionable: () => roster.users.filter((user) => !user.is_bot && !user.deleted).map((user) => ({
      handle: user.display_name || user.name || user.real_name,
      real: user.real_name ?? "",
      words: [user.display_name, user.real_name, user.name].filter(Boolean),
    })),
    localeOf: (id) => (users.get(id)?.locale ?? "ja-JP").replace("_", "-"),
  };
}

const KINDS = [
  ["members", (user) => !user.is_restricted && !user.is_stranger],
  ["guests", (user) => user.is_restricted && !user.is_stranger],
  ["strangers", (user) => user.is_stranger],
];

/** [{title, users}] for the person switcher; bots and deactivated people cannot be played. */
export function groupsOf(roster) {
  const playable = roster.users.filter((user) => !user.is_bot && !user.deleted);
  return KINDS.map(([title, belongs]) => ({ title, users: playable.filter(belongs) })).filter((group) => group.users.length);
}
