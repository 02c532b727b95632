import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import type { ConsoleStatus } from "../console/protocol.ts";
import { PageElement } from "./element.ts";
import { elapsed } from "./format.ts";
import { icon } from "./icon.ts";

/** Where to connect and as whom. Tells `connect` ({address, userId}) and `disconnect`. */
export class ConnectBar extends PageElement {
  static override properties = { status: { attribute: false }, address: { state: true }, userId: { state: true }, now: { state: true } };
  declare status: ConsoleStatus;
  declare private address: string;
  declare private userId: string;
  declare private now: number;
  #clock: number | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#clock);
    this.#clock = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("status")) return;
    const before = changed.get("status");
    this.now = Date.now();
    // What the person typed stays until the host itself connected to something else.
    if (before?.address !== this.status.address) this.address = this.status.address;
    if (before?.userId !== this.status.userId) this.userId = this.status.userId;
    const runs = this.status.state === "connected";
    if (runs) this.#clock ??= window.setInterval(() => (this.now = Date.now()), 1000);
    else {
      window.clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  #submit(event: Event): void {
    event.preventDefault();
    if (this.#busy()) this.tell("disconnect", undefined);
    else this.tell("connect", { address: this.address, userId: this.userId });
  }

  #busy(): boolean {
    return this.status.state === "connecting" || this.status.state === "connected" || this.status.state === "closing";
  }

  protected override render(): TemplateResult {
    const { kind, state } = this.status;
    return html`<form class="connect-bar" @submit=${(event: Event) => this.#submit(event)}>
      <label class="field grow"><span>${kind === "hub" ? l10n.t("Hub URL") : l10n.t("Gateway")}</span>
        <input class="address" .value=${this.address} ?readonly=${kind !== "hub" || this.#busy()} spellcheck="false" autocomplete="off"
          @input=${(event: InputEvent) => (this.address = typed(event))}>
      </label>
      <span class="fixed" title=${l10n.t("Transport and protocol")}>WebSockets · json</span>
      ${kind === "hub"
        ? nothing
        : html`<label class="field user"><span>${l10n.t("User")}</span>
            <input .value=${this.userId} ?readonly=${this.#busy()} placeholder=${l10n.t("none")} spellcheck="false" autocomplete="off"
              @input=${(event: InputEvent) => (this.userId = typed(event))}></label>`}
      <button class="primary connect" type="submit" ?disabled=${state === "closing"}>${buttonTitle(state)}</button>
      <span class="state ${state}">${icon(stateIcon(state))} <span>${stateWord(state)}</span>
        ${state === "connected" ? html`<span class="since">${elapsed(this.now - this.status.since)}</span>` : nothing}</span>
    </form>`;
  }
}
customElements.define("signalr-connect", ConnectBar);

/** What stands in the field the event is about. */
function typed(event: InputEvent): string {
  return event.target instanceof HTMLInputElement ? event.target.value : "";
}

function buttonTitle(state: ConsoleStatus["state"]): string {
  if (state === "connecting") return l10n.t("Cancel");
  return state === "connected" || state === "closing" ? l10n.t("Disconnect") : l10n.t("Connect");
}

function stateIcon(state: ConsoleStatus["state"]): string {
  if (state === "connected") return "circle-filled";
  if (state === "failed") return "error";
  return state === "connecting" || state === "closing" ? "loading" : "circle-outline";
}

/** The state in words, as it is shown and announced. */
export function stateWord(state: ConsoleStatus["state"]): string {
  switch (state) {
    case "idle":
      return l10n.t("Not connected");
    case "connecting":
      return l10n.t("Connecting");
    case "connected":
      return l10n.t("Connected");
    case "closing":
      return l10n.t("Closing");
    case "closed":
      return l10n.t("Closed");
    case "failed":
    default:
      return l10n.t("Failed");
  }
}
