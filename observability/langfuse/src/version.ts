/** Of this package, for Langfuse's statistics of its clients. */
export const VERSION = '0.1.0';
