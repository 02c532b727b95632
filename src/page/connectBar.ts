import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { defaultChoices } from "../console/protocol.ts";
import type { CertificatePart, ConnectChoices, ConsoleStatus } from "../console/protocol.ts";
import { withFile } from "./connectCertificates.ts";
import { readForm, toForm } from "./connectForm.ts";
import type { ConnectForm, FormProblem } from "./connectForm.ts";
import "./connectSettings.ts";
import type { ConnectSettings } from "./connectSettings.ts";
import { PageElement } from "./element.ts";
import { typed } from "./fields.ts";
import { elapsed } from "./format.ts";
import { icon } from "./icon.ts";
import { firstSession } from "./sessions.ts";
import { isOpen, stateIcon, stateWord } from "./stateWords.ts";

/** What is typed for one session, and what the host said when it was typed. */
interface Typed {
  readonly told: ConsoleStatus;
  readonly address: string;
  readonly userId: string;
  readonly form: ConnectForm;
}

/** Where to connect, how and as whom. Tells `connect` ({address, userId, choices}) and `disconnect`. */
export class ConnectBar extends PageElement {
  static override properties = { status: { attribute: false }, pickCertificate: { attribute: false }, settings: { state: true }, problem: { state: true }, now: { state: true } };
  declare status: ConsoleStatus;
  /** Asks the person for a file; resolves with its path, or nothing when none was chosen. */
  declare pickCertificate: (part: CertificatePart) => Promise<string | null | undefined>;
  /** Whether the settings are shown. */
  declare private settings: boolean;
  declare private problem: FormProblem | undefined;
  declare private now: number;
  readonly #typed = new Map<number, Typed>();
  #clock: number | undefined;

  constructor() {
    super();
    this.settings = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#clock);
    this.#clock = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("status")) return;
    const { status } = this;
    this.now = Date.now();
    // What the person typed stays until the host itself connected to something else.
    const before = this.#typed.get(status.session ?? firstSession);
    const fresh = { address: status.address, userId: status.userId, form: toForm(status.choices ?? defaultChoices) };
    this.#typed.set(status.session ?? firstSession, {
      told: status,
      address: before?.told.address === status.address ? before.address : fresh.address,
      userId: before?.told.userId === status.userId ? before.userId : fresh.userId,
      form: before !== undefined && JSON.stringify(before.told.choices) === JSON.stringify(status.choices) ? before.form : fresh.form,
    });
    if (changed.get("status")?.session !== status.session) this.problem = undefined;
    if (status.state === "connected" || status.state === "reconnecting") this.#clock ??= window.setInterval(() => (this.now = Date.now()), 1000);
    else {
      window.clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  #current(): Typed {
    return this.#typed.get(this.status.session ?? firstSession) ?? { told: this.status, address: "", userId: "", form: toForm(defaultChoices) };
  }

  #change(part: Partial<Omit<Typed, "told">>): void {
    this.#typed.set(this.status.session ?? firstSession, { ...this.#current(), ...part });
    this.requestUpdate();
  }

  #changeForm(part: Partial<ConnectForm>): void {
    this.problem = undefined;
    this.#change({ form: { ...this.#current().form, ...part } });
  }

  async #choose(part: CertificatePart): Promise<void> {
    const { session } = this.status;
    const path = await this.pickCertificate(part);
    // Meanwhile another session may be in front, or this one connecting.
    if (typeof path !== "string" || this.status.session !== session || isOpen(this.status.state)) return;
    this.#changeForm({ certificates: withFile(this.#current().form.certificates, part, path) });
  }

  #submit(event: Event): void {
    event.preventDefault();
    if (isOpen(this.status.state)) {
      this.tell("disconnect", undefined);
      return;
    }
    const { address, userId, form } = this.#current();
    const read = readForm(form);
    if ("choices" in read) {
      this.problem = undefined;
      this.tell("connect", { address, userId, choices: read.choices });
    } else void this.#showProblem(read.problem);
  }

  async #showProblem(problem: FormProblem): Promise<void> {
    this.settings = true;
    this.problem = problem;
    await this.updateComplete;
    const panel = this.querySelector<ConnectSettings>("signalr-connect-settings");
    await panel?.updateComplete;
    panel?.focusField(problem.field);
  }

  protected override render(): TemplateResult {
    const { kind, state, reconnecting } = this.status;
    const { address, userId, form } = this.#current();
    const locked = isOpen(state);
    const makesToken = kind === "integration" || kind === "connectionString";
    const settings = l10n.t("Connection settings");
    return html`<form class="connect-bar" @submit=${(event: Event) => this.#submit(event)}>
      <label class="field grow"><span>${kind === "hub" ? l10n.t("Hub URL") : l10n.t("Gateway")}</span>
        <input class="address" .value=${address} ?readonly=${kind !== "hub" || locked} spellcheck="false" autocomplete="off"
          @input=${(event: Event) => this.#change({ address: typed(event) })}></label>
      ${choice(l10n.t("Transport"), transports(), form.bare ? "webSockets" : form.transport, locked || form.bare, (transport) => this.#changeForm({ transport }))}
      ${choice(l10n.t("Protocol"), protocols, form.protocol, locked || form.bare, (protocol) => this.#changeForm({ protocol }))}
      ${makesToken
        ? html`<label class="field user"><span>${l10n.t("User")}</span>
            <input .value=${userId} ?readonly=${locked} placeholder=${l10n.t("none")} spellcheck="false" autocomplete="off"
              @input=${(event: Event) => this.#change({ userId: typed(event) })}></label>`
        : nothing}
      <button type="button" class="icon-button settings-button" title=${settings} aria-label=${settings} aria-expanded=${this.settings}
        @click=${() => (this.settings = !this.settings)}>${icon("gear")}</button>
      <button class="primary connect" type="submit" ?disabled=${state === "closing"}>${buttonTitle(state)}</button>
      <span class="state ${state}">${icon(stateIcon(state))} <span>${stateWord(state)}</span>
        ${state === "connected" ? html`<span class="since">${elapsed(this.now - this.status.since)}</span>` : nothing}
        ${reconnecting === undefined ? nothing : html`<span class="since">${l10n.t("attempt {0} in {1}", reconnecting.attempt, elapsed(reconnecting.at - this.now))}</span>`}</span>
    </form>
    ${this.settings
      ? html`<signalr-connect-settings .form=${form} .problem=${this.problem} .locked=${locked} .makesToken=${makesToken}
          @form=${(event: CustomEvent<Partial<ConnectForm>>) => this.#changeForm(event.detail)} @certificate=${(event: CustomEvent<CertificatePart>) => this.#choose(event.detail)}></signalr-connect-settings>`
      : nothing}`;
  }
}
customElements.define("signalr-connect", ConnectBar);

function choice<Value extends string>(title: string, options: readonly (readonly [Value, string])[], value: Value, locked: boolean, choose: (value: Value) => void): TemplateResult {
  const chosen = (event: Event): void => {
    const found = options.find(([name]) => name === typed(event));
    if (found !== undefined) choose(found[0]);
  };
  return html`<select aria-label=${title} title=${title} .value=${value} ?disabled=${locked} @change=${chosen}>
    ${options.map(([name, shown]) => html`<option value=${name} ?selected=${name === value}>${shown}</option>`)}</select>`;
}

function transports(): readonly (readonly [ConnectChoices["transport"], string])[] {
  return [["webSockets", l10n.t("WebSockets")], ["serverSentEvents", l10n.t("Server-Sent Events")], ["longPolling", l10n.t("Long polling")]];
}

const protocols = [["json", "json"], ["messagepack", "messagepack"]] as const;

function buttonTitle(state: ConsoleStatus["state"]): string {
  if (state === "connecting") return l10n.t("Cancel");
  return isOpen(state) ? l10n.t("Disconnect") : l10n.t("Connect");
}
