import * as vscode from "vscode";
import { Problem, isCancelled } from "../../signalr/problem.ts";
import { asking } from "./sessions.ts";

/**
 * Has someone sign in once more with the claims that Azure asks for: a second factor, or what else its conditional access wants. Gives the
 * token, which is secret. Requests that are refused together ask together, and what was declined is not asked again; the row says so then.
 * @throws Problem `signedOut` when the person declines, or what signing in throws
 */
export function stepUps(provider: string, account: vscode.AuthenticationSessionAccountInformation): (claims: string, scopes: readonly string[]) => Promise<string> {
  const asked = new Map<string, Promise<string>>();
  const ask = async (claims: string, fallbackScopes: readonly string[]): Promise<string> => {
    const detail = vscode.l10n.t("Azure wants {0} to sign in once more, for example with a second factor.", account.label);
    try {
      const session = await asking(async () => vscode.authentication.getSession(provider, { wwwAuthenticate: challengeWith(claims), fallbackScopes }, { createIfNone: { detail }, account }));
      asked.delete(claims);
      return session.accessToken;
    } catch (error) {
      if (!isCancelled(error)) {
        asked.delete(claims);
        throw error;
      }
      throw new Problem({ code: "signedOut", message: detail, nextStep: vscode.l10n.t("Run “Sign In to Azure”.") });
    }
  };
  return (claims, scopes) => {
    const answer = asked.get(claims) ?? ask(claims, scopes);
    asked.set(claims, answer);
    return answer;
  };
}

/** The challenge as Azure sent it: VS Code's provider reads the claims from there. */
function challengeWith(claims: string): string {
  return `Bearer error="insufficient_claims", claims="${Buffer.from(claims, "utf8").toString("base64")}"`;
}
