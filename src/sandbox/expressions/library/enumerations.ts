import { defineEnum } from "../types/define.ts";

defineEnum("StringComparison", "System", { CurrentCulture: 0, CurrentCultureIgnoreCase: 1, InvariantCulture: 2, InvariantCultureIgnoreCase: 3, Ordinal: 4, OrdinalIgnoreCase: 5 });
defineEnum("StringSplitOptions", "System", { None: 0, RemoveEmptyEntries: 1, TrimEntries: 2 });
defineEnum("DateTimeKind", "System", { Unspecified: 0, Utc: 1, Local: 2 });
defineEnum("DayOfWeek", "System", { Sunday: 0, Monday: 1, Tuesday: 2, Wednesday: 3, Thursday: 4, Friday: 5, Saturday: 6 });
defineEnum("MidpointRounding", "System", { ToEven: 0, AwayFromZero: 1, ToZero: 2, ToNegativeInfinity: 3, ToPositiveInfinity: 4 });
defineEnum("Formatting", "Newtonsoft.Json", { None: 0, Indented: 1 });
defineEnum("JTokenType", "Newtonsoft.Json.Linq", {
  None: 0, Object: 1, Array: 2, Constructor: 3, Property: 4, Comment: 5, Integer: 6, Float: 7, String: 8, Boolean: 9, Null: 10, Undefined: 11, Date: 12, Raw: 13, Bytes: 14, Guid: 15, Uri: 16, TimeSpan: 17,
});
