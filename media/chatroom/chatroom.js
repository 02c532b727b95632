// The ChatRoom page: the official browser client with its transport pinned, because one API Management suffix cannot carry
// both WebSockets and HTTP: WebSockets, or what the page's address asks for (?transport=ServerSentEvents, LongPolling).
"use strict";

const element = (id) => document.getElementById(id);
const [state, endpoint, problem, messages] = ["state", "endpoint", "problem", "messages"].map(element);
const [nameInput, messageInput] = ["name", "message"].map(element);
const [joinButton, leaveButton, sendButton, echoButton] = ["joinButton", "leaveButton", "sendButton", "echoButton"].map(element);

const transport = signalR.HttpTransportType[new URLSearchParams(location.search).get("transport")] ?? signalR.HttpTransportType.WebSockets;
let connection;
/** The last negotiate: where it went and what came back. */
let lastNegotiate;

nameInput.value = new URLSearchParams(location.search).get("user") ?? `guest-${Math.floor(1000 + Math.random() * 9000)}`;

/** Looks over the official client's shoulder: which endpoint the app sent it to, and what that answered. */
class WatchingHttpClient extends signalR.HttpClient {
  constructor() {
    super();
    this.inner = new signalR.DefaultHttpClient(signalR.NullLogger.instance);
  }

  async send(request) {
    const url = new URL(request.url, location.href);
    lastNegotiate = { url, status: undefined };
    try {
      const response = await this.inner.send(request);
      lastNegotiate.status = response.statusCode;
      await showEndpoint(response.content);
      return response;
    } catch (error) {
      lastNegotiate.status = error.statusCode;
      throw error;
    }
  }
}

async function showEndpoint(content) {
  let redirect;
  try {
    redirect = JSON.parse(content).url;
  } catch {
    return;
  }
  if (typeof redirect !== "string" || !URL.canParse(redirect)) return;
  const { origin } = new URL(redirect);
  const status = await fetch("/.sandbox/status").then((response) => response.json());
  endpoint.textContent = origin === new URL(status.serviceEndpoint).origin ? `${origin} (SignalR Service, directly)` : `${origin} (the gateway)`;
}

function showState(text, connected) {
  state.textContent = text;
  for (const control of [messageInput, sendButton, echoButton, leaveButton]) control.disabled = !connected;
  joinButton.disabled = nameInput.disabled = connected || text === "Connecting";
}

function showMessage(name, text) {
  if (!text) return;
  const item = document.createElement("li");
  if (name === "_SYSTEM_" || name === "_BROADCAST_") {
    item.className = "system";
    item.textContent = text;
  } else {
    const author = document.createElement("span");
    author.className = "name";
    author.textContent = name;
    item.append(author, `: ${text}`);
  }
  messages.append(item);
  item.scrollIntoView({ block: "nearest" });
}

function showProblem(text) {
  problem.textContent = text;
  problem.hidden = text === "";
}

/** What a failed start most likely means. */
function explain(error) {
  const { url, status } = lastNegotiate ?? {};
  const at = url === undefined ? "" : `${url.origin}${url.pathname}`;
  if (url === undefined || url.origin === location.origin) return `The connection failed: ${error.message}`;
  const publish = 'Publish the SignalR Service in VS Code ("Publish SignalR through API Management"), then join again.';
  switch (status) {
    case undefined:
      return `The browser was not let in at ${at}. Most likely nothing is published there yet: the gateway answers 404 to the preflight, and a browser tells a page only that the request failed. ${publish} If it is published, see whether the sandbox still runs.`;
    case 404:
      return `${at} answers 404: nothing is published there yet. ${publish}`;
    case 401:
      return `${at} answers 401: the gateway wants a subscription key, which a browser cannot send with a WebSocket, or the service refused the token because its key was regenerated. Publish without a subscription key, or hand over the connection string again.`;
    case 200:
      return `Negotiating worked, but the WebSocket did not open or the service ended it: ${error.message}`;
    default:
      return `${at} answers ${status}: ${error.message}`;
  }
}

async function join() {
  const name = nameInput.value.trim();
  if (name === "") return;
  showProblem("");
  showState("Connecting", false);
  endpoint.textContent = "Not negotiated yet";
  lastNegotiate = undefined;
  connection = new signalR.HubConnectionBuilder()
    .withUrl(`/chat?user=${encodeURIComponent(name)}`, { transport, httpClient: new WatchingHttpClient() })
    .configureLogging(signalR.LogLevel.Warning)
    .build();
  connection.on("broadcastMessage", showMessage);
  connection.on("echo", showMessage);
  connection.onclose((error) => {
    showState("Not connected", false);
    if (error) showProblem(`The connection ended: ${error.message}`);
  });
  try {
    await connection.start();
    showState("Connected", true);
    await connection.send("broadcastMessage", "_SYSTEM_", `${name} JOINED`);
    messageInput.focus();
  } catch (error) {
    showState("Not connected", false);
    showProblem(explain(error));
  }
}

async function say(method) {
  const text = messageInput.value;
  if (text === "") return;
  try {
    await connection.invoke(method, nameInput.value.trim(), text);
    messageInput.value = "";
    showProblem("");
  } catch (error) {
    showProblem(`The message was not sent: ${error.message}`);
  }
  messageInput.focus();
}

element("join").addEventListener("submit", (event) => {
  event.preventDefault();
  void join();
});
element("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  void say("broadcastMessage");
});
echoButton.addEventListener("click", () => void say("echo"));
leaveButton.addEventListener("click", () => void connection.stop());
