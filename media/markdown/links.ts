/**
 * The address of a link as it will be opened, or nothing when the link must not lead anywhere: only http and https
 * with a host, written out in full, so that a look-alike host shows in its ASCII form.
 */
export function safeLink(href: string): string | undefined {
  if (!/^https?:\/\//i.test(href)) return undefined;
  try {
    const url = new URL(href);
    const hasCredentials = url.username !== '' || url.password !== '';
    return url.hostname === '' || hasCredentials ? undefined : url.href;
  } catch {
    return undefined;
  }
}
