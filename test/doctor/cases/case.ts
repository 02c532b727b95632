import type { TestContext } from "node:test";
import type { Place } from "../../../src/doctor/model.ts";
import type { Deadlines, Subject } from "../../../src/doctor/subject.ts";

/** One symptom of the fact sheets, and what the doctor has to name first. */
export interface Case {
  /** What is wrong, as a person would say it; a row of `docs/doctor.md`. */
  readonly name: string;
  /** Where it is; absent for what is only a warning. */
  readonly place?: Place;
  /** Code of the cause that has to be named first. */
  readonly cause: string;
  /** Where several causes look alike: the codes that have to follow, in order. */
  readonly followedBy?: readonly string[];
  /** Fact sheet and row: `signalr-protocol 9 #15`. */
  readonly source: string;
  /** Puts the world into that state, and says what to examine. */
  readonly arrange: (t: TestContext) => Promise<Subject>;
  readonly deadlines?: Deadlines;
}

export interface CaseGroup {
  readonly title: string;
  readonly cases: readonly Case[];
}
