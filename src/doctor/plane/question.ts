import type { Finding } from "../model.ts";
import type { PlaneSubject, Subject } from "../subject.ts";
import type { PlaneReadings } from "./readings.ts";

/** What a question to the control plane is asked with. */
export interface PlaneContext {
  readonly subject: Subject;
  readonly plane: PlaneSubject;
  readonly readings: PlaneReadings;
}

/** A question that what ARM says answers. */
export interface PlaneQuestion {
  /** The probe's id without `plane.`. */
  readonly id: string;
  /** What has to be readable for it; `contents` was read before. */
  readonly of: "instance" | "service" | "contents";
  readonly question: string;
  readonly ask: (context: PlaneContext) => Promise<Finding>;
}
