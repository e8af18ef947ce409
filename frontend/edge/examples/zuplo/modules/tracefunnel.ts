/** What config/policies.json names: Zuplo imports policies from modules of the project. */

export { inboundPolicy } from '@tracefunnel/edge/zuplo';
