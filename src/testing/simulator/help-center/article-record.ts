/** An article of the help center. https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/#json-format */
export interface SimulatedArticle {
  readonly id: number;
  title: string;
  /** HTML. */
  body: string;
  locale: string;
  section_id: number;
  author_id: number;
  draft: boolean;
  /** The readers: anyone, signed-in users, or agents. The API shows a `user_segment_id` instead. */
  visible_to: 'everyone' | 'signed-in' | 'agents';
  label_names: readonly string[];
  position: number;
  promoted: boolean;
  comments_disabled: boolean;
  permission_group_id: number;
  readonly created_at: string;
  updated_at: string;
}
