// What a person does, as HTTP calls to the sandbox ("the town"); docs/sandbox.md describes them.

/** The town could not be reached, or it refused: `status` is 0 without an answer. */
export class TownError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function detailOf(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return body.error ?? body.detail ?? body.message ?? text;
  } catch {
    return text;
  }
}

async function ask(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`people/${path}`, options).catch((error) => {
    throw new TownError(0, error.message);
  });
  if (!response.ok) throw new TownError(response.status, await detailOf(response));
  return response.json();
}

const get = (path) => ask("GET", path);
const post = (path, body = {}) => ask("POST", path, body);
const part = encodeURIComponent;

export const slack = {
  roster: () => get("slack"),
  view: (user) => get(`slack/${part(user)}/view`),
  act: (user, deed, body) => post(`slack/${part(user)}/${deed}`, body),
};

export const line = {
  roster: () => get("line"),
  view: (user) => get(`line/${part(user)}/view`),
  act: (user, deed, body) => post(`line/${part(user)}/${deed}`, body),
};
