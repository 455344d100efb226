import { MastraError } from '@mastra/core/error';

/** Whose credential it is, for messages. */
export interface CredentialOptions {
  /** Of the error. */
  readonly code: string;
  /** The exporter's class. */
  readonly exporter: string;
  /** The option's name. */
  readonly option: string;
  /** The environment variable that would do. */
  readonly variable: string;
  /** `'an API key of Datadog'` */
  readonly what: string;
}

/**
 * A key or token in a form that a header takes. Whatever is wrong with it, no message repeats it.
 *
 * @throws MastraError with the given code where there is none, or where it holds spaces or characters beyond ASCII: the
 * error of `fetch` about such a header would repeat the whole key.
 */
export function credentialOf(given: string | undefined, options: CredentialOptions): string {
  const { exporter, option, variable, what } = options;
  const trimmed = given?.trim();
  if (!trimmed) {
    throw invalid(options, `expected ${what} (given: none). Give new ${exporter}({ ${option} }), or set ${variable}.`);
  }
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw invalid(options, `expected ${what}, which is ASCII without spaces (given: a text with others).`);
  }
  return trimmed;
}

function invalid({ code, exporter, option }: CredentialOptions, message: string): MastraError {
  return new MastraError({
    code,
    domain: 'EXPORTER',
    message: `What ${exporter} was told is not valid. ${option}: ${message}`,
  });
}
