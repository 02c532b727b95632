/** What stands in the field the event is about. */
export function typed(event: Event): string {
  const field = event.target;
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement ? field.value : "";
}

export function ticked(event: Event): boolean {
  return event.target instanceof HTMLInputElement && event.target.checked;
}
