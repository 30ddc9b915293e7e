public class Script {}
