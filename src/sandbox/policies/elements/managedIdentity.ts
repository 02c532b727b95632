import type { PolicyDefinition } from "../definition.ts";
import { PolicyError } from "../run.ts";
import type { Run } from "../run.ts";

/** A token for a resource, as the instance's identity gets it. A secret. @throws PolicyError where there is no identity */
export function identityToken(run: Run, source: string, resource: string): string {
  const token = run.services.identityToken;
  if (token === undefined) throw new PolicyError(source, "ManagedIdentityFailure", `No token for '${resource}': the instance has no managed identity.`);
  return token;
}

/** `authentication-managed-identity`: a token of the instance's own for the backend, in the place of the caller's. */
export const managedIdentity: PolicyDefinition = {
  sections: ["inbound"],
  compile(element) {
    const resource = element.required("resource");
    element.text("client-id");
    const variable = element.fixed("output-token-variable-name");
    const ignores = element.flag("ignore-error", false);
    return (run, entry) => {
      try {
        const wanted = resource(run);
        const token = identityToken(run, "authentication-managed-identity", wanted);
        entry.details.push(["resource", wanted]);
        if (variable === undefined) run.request.headers.apply("Authorization", "override", [`Bearer ${token}`]);
        else run.variables.set(variable, token);
      } catch (error) {
        if (!(error instanceof PolicyError) || !ignores(run)) throw error;
        entry.details.push(["ignored", error.message]);
      }
      return undefined;
    };
  },
};
