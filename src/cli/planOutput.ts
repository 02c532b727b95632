import type { Change, Plan } from "../apim/model.ts";
import { planText } from "../apim/planText.ts";
import type { Context } from "./context.ts";

/** Prints a plan: as people read it, or as the members every plan's document has. */
export function sayPlan(plan: Plan, { out, log }: Context): void {
  const { layout, name, clientEndpoint, changes, warnings } = plan;
  out.text(planText(plan));
  out.add({ layout, name, clientEndpoint, changes: changes.map(changeMember) });
  if (out.json) {
    for (const { message } of warnings) {
      log.warn(message);
    }
  }
}

function changeMember({ action, resource, before, after }: Change): object {
  return { action, resource, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
