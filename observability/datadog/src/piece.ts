/** One record as it goes over the wire. */
export interface Piece {
  /** The same for the same record, however often it is sent. */
  readonly key: string;
  /** JSON. */
  readonly json: Uint8Array;
}
