import * as l10n from "@vscode/l10n";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { CertificateFiles, CertificatePart } from "../console/protocol.ts";
import { icon } from "./icon.ts";

/** What a person does with a file: chooses one, or takes it away. */
export interface CertificateActions {
  choose(part: CertificatePart): void;
  remove(part: CertificatePart): void;
}

/** The files for a session's TLS by their names, each to be chosen or taken away. */
export function certificateFields(files: CertificateFiles, locked: boolean, actions: CertificateActions): TemplateResult {
  const field = (part: CertificatePart, title: string, says: string): TemplateResult => {
    const path = files[part];
    const shown = path === undefined ? l10n.t("Choose…") : fileName(path);
    const remove = l10n.t("Take away {0}", title);
    return html`<div class="setting"><span>${title}</span>
      <div class="file"><button type="button" class="quiet" title=${path ?? says} aria-label="${title}: ${shown}" ?disabled=${locked} @click=${() => actions.choose(part)}>${shown}</button>
        ${path === undefined ? nothing : html`<button type="button" class="icon-button" title=${remove} aria-label=${remove} ?disabled=${locked} @click=${() => actions.remove(part)}>${icon("close")}</button>`}</div></div>`;
  };
  return html`<div class="setting-grid certificates" role="group" aria-label=${l10n.t("Certificates")}>
    ${field("ca", l10n.t("Trusted authority"), l10n.t("Certificates (PEM) of an authority to trust beside the known ones"))}
    ${field("cert", l10n.t("Client certificate"), l10n.t("What a server that asks for one is shown: PEM, or PFX with its key"))}
    ${files.cert !== undefined && isPfx(files.cert) ? nothing : field("key", l10n.t("Client key"), l10n.t("The certificate's private key (PEM), where it has a file of its own"))}
  </div>`;
}

/** The files once another was chosen for a part. A PFX file brings its own key. */
export function withFile(files: CertificateFiles, part: CertificatePart, path: string): CertificateFiles {
  const { key, ...rest } = { ...files, [part]: path };
  return key === undefined || isPfx(rest.cert ?? "") ? rest : { ...rest, key };
}

export function withoutFile(files: CertificateFiles, part: CertificatePart): CertificateFiles {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== part && (part !== "cert" || name !== "key")));
}

function isPfx(path: string): boolean {
  return /\.(?:pfx|p12)$/i.test(path);
}

/** Paths are of the host's machine, which may be another kind than the page's. */
function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
