/** The codicons of the console's page. The build keeps these in the font and its rules and leaves the other five hundred out. */
export const iconNames = [
  "arrow-down", "arrow-small-right", "arrow-swap", "arrow-up", "bell-slash", "bookmark", "check", "chevron-down",
  "chevron-right", "circle-filled", "circle-outline", "circle-small-filled", "clear-all", "close", "cloud-upload",
  "debug-continue", "debug-pause", "debug-rerun", "debug-stop", "error", "export", "file", "gear", "key", "link",
  "list-tree", "list-unordered", "loading", "person", "pulse", "question", "split-horizontal", "trash", "warning",
] as const;

export type IconName = (typeof iconNames)[number];
