/** Someone who can sign in to the VS Code of a test. */
export interface Person {
  readonly id: string;
  /** The name they sign in by. */
  readonly label: string;
  /** Where they are at home. */
  readonly tenantId: string;
  /** Their token for each tenant they belong to. */
  readonly tokens: Readonly<Record<string, string>>;
  /** The one they get there once they have shown a second factor. */
  readonly strongTokens?: Readonly<Record<string, string>>;
}

/** Names the file with everyone who can sign in, for the provider. */
export const peopleVariable = "SIGNALR_APIM_TEST_PEOPLE";
