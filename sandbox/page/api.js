// The only file that talks to the sandbox's control calls.

/** A call that failed; `message` is a sentence for a person. */
export class CallFailed extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const REASONS = {
  0: "连不上沙盒，请看看它是否还在运行",
  403: "沙盒拒绝了这个请求",
  404: "沙盒里没有这个东西，可能已被删除",
  413: "文件太大，沙盒不收",
};

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, options);
  } catch {
    throw new CallFailed(REASONS[0], 0);
  }
  const text = await response.text();
  const answer = parse(text);
  if (!response.ok) throw new CallFailed(reasonOf(answer, response.status), response.status);
  return answer;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(answer, status) {
  const said = answer?.error ?? answer?.description;
  return said ? String(said) : (REASONS[status] ?? `沙盒出错了（${status}）`);
}

const messagePath = (chat, message) => `chats/${chat}/messages/${message}`;

/** Now, zone, people, chats and the bot. */
export const getState = () => call("GET", "state");

/**
 * What a person sees in a chat, oldest first. `limit` alone: the newest so many; `after` (a
 * message id): those that follow it, with `limit` the first of them.
 */
export async function getMessages(chat, as, { after, limit } = {}) {
  const query = new URLSearchParams({ as: String(as) });
  if (after) query.set("after", String(after));
  if (limit) query.set("limit", String(limit));
  return (await call("GET", `chats/${chat}/messages?${query}`)).messages;
}

/** The bot's command menu for this person in this chat; empty where the sandbox knows none. */
export async function getCommands(chat, as) {
  try {
    const answer = await call("GET", `commands?${new URLSearchParams({ as: String(as), chat: String(chat) })}`);
    return Array.isArray(answer) ? answer : (answer?.commands ?? []);
  } catch {
    return [];
  }
}

/** Send as a person. `fields` as the sandbox wants them; `files`: [["photo"|"document", File]]. */
export async function postMessage(chat, fields, files = []) {
  if (!files.length) return (await call("POST", `chats/${chat}/messages`, fields)).messages;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    form.append(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  for (const [part, file] of files) form.append(part, file, file.name || "photo.jpg");
  return (await call("POST", `chats/${chat}/messages`, form)).messages;
}

export const editMessage = (chat, message, from, text) => call("POST", `${messagePath(chat, message)}/edit`, { from, text });

export const deleteMessage = (chat, message) => call("DELETE", messagePath(chat, message));

/** Press a button by its data, because several buttons of one card may bear the same label. */
export const pressButton = (chat, message, from, data) => call("POST", `${messagePath(chat, message)}/press`, { from, data });

export const react = (chat, message, from, emoji) => call("POST", `${messagePath(chat, message)}/react`, { from, emoji });

/** Move business time: `{advance: seconds}` or `{to: "18:00" | "tomorrow"}`. */
export const moveClock = (step) => call("POST", "clock", step);

/** Fetch a stored file again, to forward it. */
export async function getFile(url, name, type) {
  const response = await fetch(url);
  if (!response.ok) throw new CallFailed(REASONS[404], response.status);
  return new File([await response.blob()], name, type ? { type } : {});
}
