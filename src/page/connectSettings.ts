import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { CertificatePart } from "../console/protocol.ts";
import { certificateFields, withoutFile } from "./connectCertificates.ts";
import type { ConnectForm, FormField, FormProblem } from "./connectForm.ts";
import { PageElement } from "./element.ts";
import { ticked, typed } from "./fields.ts";
import { icon } from "./icon.ts";

/** Everything about a connection that is seldom changed. Tells `form` (a part of the form that changed) and `certificate` (the part to choose a file for). */
export class ConnectSettings extends PageElement {
  static override properties = { form: { attribute: false }, problem: { attribute: false }, locked: { type: Boolean }, makesToken: { type: Boolean } };
  declare form: ConnectForm;
  declare problem: FormProblem | undefined;
  /** While there is a connection nothing can be changed. */
  declare locked: boolean;
  /** Whether the token is made here, so that what it says can be chosen. */
  declare makesToken: boolean;

  /** Puts the caret into the field that cannot be read. */
  focusField(field: FormField): void {
    this.querySelector<HTMLElement>(`#connect-${field}`)?.focus();
  }

  #change(part: Partial<ConnectForm>): void {
    this.tell("form", part);
  }

  protected override render(): TemplateResult {
    const { form } = this;
    const isWebSocket = form.bare || form.transport === "webSockets";
    return html`<section class="settings" aria-label=${l10n.t("Connection settings")}>
      <div class="setting-grid">
        ${this.makesToken
          ? html`${this.#list("claims", l10n.t("Claims"), "role=admin")} ${this.#text("lifetime", l10n.t("Token lifetime (s)"), "3600")}`
          : nothing}
        ${this.#list("headers", l10n.t("Headers"), "X-Team: blue")}
        ${this.#list("query", l10n.t("Query"), "team=blue")}
        ${this.#text("reconnect", l10n.t("Reconnect after (s)"), l10n.t("never; 0, 2, 10, 30 as the official client"))}
        ${this.#text("handshakeTimeout", l10n.t("Handshake timeout (s)"), "15")}
        ${this.#text("serverTimeout", l10n.t("Server timeout (s)"), "30")}
        ${this.#text("keepAlive", l10n.t("Keep-alive (s)"), "15")}
      </div>
      ${certificateFields(form.certificates, this.locked, {
        choose: (part: CertificatePart) => this.tell("certificate", part),
        remove: (part: CertificatePart) => this.#change({ certificates: withoutFile(form.certificates, part) }),
      })}
      <div class="setting-ticks">
        ${this.makesToken ? this.#tick("entra", l10n.t("My Entra identity"), l10n.t("Goes to the service with your own Microsoft Entra identity in the place of its access key, as where it takes no keys. Needs the roles SignalR App Server and SignalR REST API Owner."), true) : nothing}
        ${this.#tick("statefulReconnect", l10n.t("Stateful reconnect"), l10n.t("Messages lost with the transport are sent again. WebSockets only."), isWebSocket && !form.bare)}
        ${this.#tick("skipNegotiation", l10n.t("Skip negotiate"), l10n.t("Opens the WebSocket straight away. Does not work where the app redirects."), isWebSocket && !form.bare)}
        ${this.#tick("bare", l10n.t("Bare WebSocket"), l10n.t("Speaks no SignalR: nothing is sent that you did not send."), true)}
        ${this.#tick("insecure", l10n.t("Allow self-signed certificates"), l10n.t("Whoever stands between can read along. For this connection only; it is not remembered."), true)}
      </div>
      <p id="connect-help" class="unseen">${l10n.t("One entry a line")}</p>
      ${this.problem === undefined ? nothing : html`<p id="connect-problem" class="field-problem" role="alert">${icon("warning")} ${this.problem.message}</p>`}
    </section>`;
  }

  #describedBy(field: FormField): string | typeof nothing {
    return this.problem?.field === field ? "connect-problem" : nothing;
  }

  #text(field: "lifetime" | "reconnect" | "handshakeTimeout" | "serverTimeout" | "keepAlive", title: string, placeholder: string): TemplateResult {
    return html`<label class="setting" for="connect-${field}"><span>${title}</span>
      <input id="connect-${field}" .value=${this.form[field]} ?readonly=${this.locked} placeholder=${placeholder} spellcheck="false" autocomplete="off"
        aria-invalid=${this.problem?.field === field} aria-describedby=${this.#describedBy(field)}
        @input=${(event: Event) => this.#change({ [field]: typed(event) })}></label>`;
  }

  #list(field: "claims" | "headers" | "query", title: string, placeholder: string): TemplateResult {
    return html`<label class="setting" for="connect-${field}"><span>${title}</span>
      <textarea id="connect-${field}" rows="1" .value=${this.form[field]} ?readonly=${this.locked} placeholder=${placeholder} spellcheck="false"
        aria-invalid=${this.problem?.field === field} aria-describedby=${this.problem?.field === field ? "connect-problem" : "connect-help"} title=${l10n.t("One entry a line")}
        @input=${(event: Event) => this.#change({ [field]: typed(event) })}></textarea></label>`;
  }

  #tick(field: "statefulReconnect" | "skipNegotiation" | "bare" | "insecure" | "entra", title: string, says: string, applies: boolean): TemplateResult {
    return html`<label class="tick" title=${says}><input type="checkbox" .checked=${this.form[field] && applies} ?disabled=${this.locked || !applies}
      @change=${(event: Event) => this.#change({ [field]: ticked(event) })}><span>${title}</span></label>`;
  }
}
customElements.define("signalr-connect-settings", ConnectSettings);
