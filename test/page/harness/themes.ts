/** The editor's variables as its own themes set them, as far as the page reads them. */
const common = `--vscode-font-family: "Segoe UI", "Open Sans", system-ui, sans-serif; --vscode-font-size: 13px; --vscode-editor-font-family: "Open Sans Mono", monospace; --vscode-editor-font-size: 14px;`;

const dark = `
  --vscode-foreground: #cccccc; --vscode-editor-background: #1f1f1f; --vscode-descriptionForeground: #9d9d9d; --vscode-errorForeground: #f85149; --vscode-focusBorder: #0078d4; --vscode-icon-foreground: #cccccc;
  --vscode-input-foreground: #cccccc; --vscode-input-background: #313131; --vscode-input-border: #3c3c3c; --vscode-input-placeholderForeground: #989898;
  --vscode-dropdown-foreground: #cccccc; --vscode-dropdown-background: #313131; --vscode-dropdown-border: #3c3c3c; --vscode-widget-border: #313131; --vscode-widget-shadow: #0000005c;
  --vscode-button-foreground: #ffffff; --vscode-button-background: #0078d4; --vscode-button-hoverBackground: #026ec1; --vscode-button-border: #ffffff12; --vscode-button-secondaryForeground: #cccccc; --vscode-button-secondaryBackground: #313131; --vscode-button-secondaryHoverBackground: #3c3c3c;
  --vscode-toolbar-hoverBackground: #5a5d5e50; --vscode-inputOption-activeForeground: #ffffff; --vscode-inputOption-activeBackground: #2489db82; --vscode-inputOption-activeBorder: #2488db;
  --vscode-inputValidation-errorBackground: #5a1d1d; --vscode-inputValidation-errorBorder: #be1100; --vscode-editorWarning-foreground: #cca700; --vscode-panel-border: #2b2b2b; --vscode-textLink-foreground: #4daafc; --vscode-textCodeBlock-background: #2b2b2b;
  --vscode-list-hoverBackground: #2a2d2e; --vscode-list-inactiveSelectionBackground: #37373d; --vscode-list-activeSelectionForeground: #ffffff; --vscode-list-activeSelectionBackground: #04395e; --vscode-sash-hoverBorder: #0078d4;
  --vscode-charts-blue: #3794ff; --vscode-charts-green: #89d185; --vscode-testing-iconPassed: #73c991; --vscode-badge-foreground: #f8f8f8; --vscode-badge-background: #616161;
  --vscode-debugTokenExpression-string: #ce9178; --vscode-debugTokenExpression-number: #b5cea8; --vscode-debugTokenExpression-boolean: #4e94ce; --vscode-symbolIcon-propertyForeground: #cccccc;`;

const light = `
  --vscode-foreground: #3b3b3b; --vscode-editor-background: #ffffff; --vscode-descriptionForeground: #3b3b3bd9; --vscode-errorForeground: #c72e0f; --vscode-focusBorder: #005fb8; --vscode-icon-foreground: #3b3b3b;
  --vscode-input-foreground: #3b3b3b; --vscode-input-background: #ffffff; --vscode-input-border: #cecece; --vscode-input-placeholderForeground: #767676;
  --vscode-dropdown-foreground: #3b3b3b; --vscode-dropdown-background: #ffffff; --vscode-dropdown-border: #cecece; --vscode-widget-border: #e5e5e5; --vscode-widget-shadow: #00000029;
  --vscode-button-foreground: #ffffff; --vscode-button-background: #005fb8; --vscode-button-hoverBackground: #0258a8; --vscode-button-border: #0000001a; --vscode-button-secondaryForeground: #3b3b3b; --vscode-button-secondaryBackground: #e5e5e5; --vscode-button-secondaryHoverBackground: #cccccc;
  --vscode-toolbar-hoverBackground: #b8b8b850; --vscode-inputOption-activeForeground: #000000; --vscode-inputOption-activeBackground: #bed6ed; --vscode-inputOption-activeBorder: #005fb8;
  --vscode-inputValidation-errorBackground: #f2dede; --vscode-inputValidation-errorBorder: #be1100; --vscode-editorWarning-foreground: #bf8803; --vscode-panel-border: #e5e5e5; --vscode-textLink-foreground: #005fb8; --vscode-textCodeBlock-background: #f8f8f8;
  --vscode-list-hoverBackground: #f2f2f2; --vscode-list-inactiveSelectionBackground: #e4e6f1; --vscode-list-activeSelectionForeground: #000000; --vscode-list-activeSelectionBackground: #e8e8e8; --vscode-sash-hoverBorder: #005fb8;
  --vscode-charts-blue: #1a85ff; --vscode-charts-green: #388a34; --vscode-testing-iconPassed: #388a34; --vscode-badge-foreground: #3b3b3b; --vscode-badge-background: #cccccc;
  --vscode-debugTokenExpression-string: #a31515; --vscode-debugTokenExpression-number: #098658; --vscode-debugTokenExpression-boolean: #0000ff; --vscode-symbolIcon-propertyForeground: #3b3b3b;`;

const highContrast = `
  --vscode-foreground: #ffffff; --vscode-editor-background: #000000; --vscode-descriptionForeground: #ffffffb3; --vscode-errorForeground: #f48771; --vscode-focusBorder: #f38518; --vscode-icon-foreground: #ffffff; --vscode-contrastBorder: #6fc3df; --vscode-contrastActiveBorder: #f38518;
  --vscode-input-foreground: #ffffff; --vscode-input-background: #000000; --vscode-input-border: #6fc3df; --vscode-input-placeholderForeground: #ffffffb3; --vscode-dropdown-foreground: #ffffff; --vscode-dropdown-background: #000000; --vscode-dropdown-border: #6fc3df;
  --vscode-button-foreground: #ffffff; --vscode-button-background: #000000; --vscode-button-border: #6fc3df; --vscode-button-secondaryForeground: #ffffff; --vscode-inputOption-activeForeground: #ffffff; --vscode-inputOption-activeBackground: #00000000; --vscode-inputOption-activeBorder: #f38518;
  --vscode-inputValidation-errorBackground: #000000; --vscode-inputValidation-errorBorder: #be1100; --vscode-editorWarning-foreground: #ffd370; --vscode-panel-border: #6fc3df; --vscode-textLink-foreground: #21a6ff; --vscode-textCodeBlock-background: #000000;
  --vscode-list-hoverBackground: #ffffff1a; --vscode-list-focusOutline: #f38518; --vscode-sash-hoverBorder: #f38518; --vscode-charts-blue: #3794ff; --vscode-charts-green: #89d185; --vscode-testing-iconPassed: #73c991; --vscode-badge-foreground: #ffffff; --vscode-badge-background: #000000;
  --vscode-debugTokenExpression-string: #f48771; --vscode-debugTokenExpression-number: #89d185; --vscode-debugTokenExpression-boolean: #75bdfe; --vscode-symbolIcon-propertyForeground: #ffffff;`;

const sheet = (variables: string): string => `:root { ${common} ${variables} }`;

export const themes = { dark: sheet(dark), light: sheet(light), highContrast: sheet(highContrast) };
export type ThemeName = keyof typeof themes;
