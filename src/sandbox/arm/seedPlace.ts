/** Where a resource is. */
export interface Place {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
}

/** Who made everything; a name that cannot exist (RFC 2606). */
export const adminEmail = "admin@sandbox.invalid";
