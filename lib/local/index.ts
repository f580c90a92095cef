// The local form of an app.
export { LocalChange, LocalCloud, LocalCloudProps } from './local-cloud';
