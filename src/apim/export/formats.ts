/** The languages of infrastructure code that an integration is exported in. */
export const exportFormats = ["bicep", "arm", "terraform"] as const;
export type ExportFormat = (typeof exportFormats)[number];
