/** What Langfuse takes as an environment. */
export const ENVIRONMENT = /^(?!langfuse)[a-z0-9_-]{1,40}$/;

/** An environment of the application by a name that Langfuse takes: `Production EU` becomes `production-eu`. */
export function environmentName(environment: string | undefined): string | undefined {
  if (!environment || ENVIRONMENT.test(environment)) return environment || undefined;
  const name = environment.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
  return (name.startsWith('langfuse') ? `-${name}` : name).slice(0, 40);
}
