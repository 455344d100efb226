/** An event as PostHog's capture endpoint takes it. */
export interface PosthogEvent {
  readonly event: string;
  readonly distinct_id: string;
  readonly uuid: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What the events of an exporter have in common. */
export interface EventContext {
  /** Leave out what was asked and answered. */
  readonly privacyMode: boolean;
  /** Whether roots hang below spans of other processes. */
  readonly joinRemoteTraces: boolean;
  /** The group type that organization ids are keys of. */
  readonly organizationGroup: string | undefined;
}
