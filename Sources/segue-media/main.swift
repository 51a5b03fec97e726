print("segue-media")
