/** What the page's frame is made of. */
export interface PageFrame {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  /** The source that styles and fonts may come from (`Webview.cspSource`). */
  readonly source: string;
  /** Random, for this one page. */
  readonly nonce: string;
  /** The address of a file of the extension. */
  readonly address: (...path: string[]) => string;
}

/** The folder the page loads from, inside the extension. */
export const pageFolder = "dist";

/** The page's frame: everything that is shown comes later, by messages. */
export function pageHtml({ language, title, source, nonce, address }: PageFrame): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source}; font-src ${source}`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${address(pageFolder, "page.css")}">
</head>
<body>
<signalr-console></signalr-console>
<script type="module" nonce="${nonce}" src="${address(pageFolder, "page.js")}"></script>
</body>
</html>`;
}
